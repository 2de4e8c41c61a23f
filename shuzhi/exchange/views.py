import json
import time
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.exchange import actions, queries, rules
from shuzhi.exchange.forms import CallBackForm, HomeForm, LaptopForm, OutForm
from shuzhi.exchange.models import Errand
from shuzhi.exchange.states import PackageFault, fingerprint_of
from shuzhi.meetings.queries import meeting_or_404
from shuzhi.meetings.rules import may_run

# Longer than this without a word, and the copy is as good as lost.
SILENT = 8
STATES = {"box": "box-copy.json", "site": "site-copy.json"}


@require_safe
def show_errands(request: SignedInRequest) -> HttpResponse:
    return _show(request)


def _show(request: SignedInRequest, status: int = 200, **more: Any) -> HttpResponse:
    known = [
        (laptop, fingerprint_of(laptop.key), rules.may_remove(request.user, laptop))
        for laptop in queries.laptops()
    ]
    context = {
        "errands": queries.errands_for(request.user),
        "laptops": known,
        "laptop_form": LaptopForm(),
        "home_form": HomeForm(),
        "no_register": rules.may_register_any(request.user),
        **more,
    }
    return render(request, "exchange/errands.html", context, status=status)


@require_POST
def register_laptop(request: SignedInRequest) -> HttpResponse:
    form = LaptopForm(request.POST)
    if not form.is_valid():
        return _show(request, 422, laptop_form=form)
    laptop = actions.register_laptop(form.cleaned_data["name"], form.cleaned_data["key"], actor=request.user)
    messages.success(
        request, _("Registered. Its fingerprint: %(print)s") % {"print": fingerprint_of(laptop.key)}
    )
    return redirect("exchange:errands")


@require_POST
def remove_laptop(request: SignedInRequest, pk: int) -> HttpResponse:
    laptop = get_object_or_404(queries.laptops(), pk=pk)
    actions.remove_laptop(laptop, actor=request.user)
    messages.success(request, _("“%(laptop)s” is off the list.") % {"laptop": laptop})
    return redirect("exchange:errands")


def hand_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gives the meeting to a laptop; the page then says where it is, and hands over the package."""
    meeting = meeting_or_404(request.user, pk)
    form = OutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hand_out(meeting, form.cleaned_data["laptop"], actor=request.user)
        messages.success(request, _("The meeting is given to the laptop. Download its package now."))
        return redirect("exchange:hand-out", meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "errand": queries.errand_out(meeting.pk),
        "no_running": may_run(request.user, meeting),
        "laptops": queries.laptops(),
        "refusal": rules.may_hand_out(request.user, meeting),
    }
    return render(request, "exchange/hand_out.html", context)


@require_POST
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The package while the meeting is out, as often as it is needed: one laptop alone can read it."""
    errand = _errand_or_404(request, pk)
    data = actions.hand_out_again(errand, actor=request.user)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"meeting-{pk}.shuzhi-out")
    return answer


def call_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it means stands on the page; the reason is asked for, then it is done."""
    errand = _errand_or_404(request, pk)
    form = CallBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.call_back(errand, form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("The meeting is on this server again."))
        return redirect("meetings:show-meeting", pk)
    context = {"errand": errand, "form": form, "refusal": rules.may_call_back(request.user, errand)}
    return render(request, "exchange/call_back.html", context, status=422 if form.errors else 200)


def _errand_or_404(request: SignedInRequest, pk: int) -> Errand:
    errand = queries.errand_out(meeting_or_404(request.user, pk).pk)
    if errand is None:
        raise Http404
    return errand


@require_POST
def take_home(request: SignedInRequest) -> HttpResponse:
    form = HomeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, 422, home_form=form)
    try:
        found = actions.take_home(form.cleaned_data["package"].read(), actor=request.user)
    except actions.Conflicts as conflicts:
        return _show(request, 409, conflicts=conflicts.found.conflicts)
    except PackageFault as fault:
        return _show(request, 422, fault=rules.fault_in_words(fault))
    said = (
        _("Everything of this package is here already; nothing was changed.")
        if found.did_nothing
        else _("The meeting is home: %(ballots)d ballots.") % {"ballots": found.ballots}
    )
    messages.success(request, said)
    return redirect("exchange:errands")


@require_safe
def show_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """On the meeting's page: in a hall, addresses and the state of the copy; on a server, the way to a laptop."""
    meeting = meeting_or_404(request.user, pk)
    no_running = may_run(request.user, meeting)
    errand = None if settings.HALL else queries.errand_out(meeting.pk)
    if errand:
        return render(request, "exchange/_out.html", {"errand": errand, "no_running": no_running})
    if no_running or (meeting.rehearsal and not settings.HALL):
        return HttpResponse(b"")
    if not settings.HALL:
        return render(request, "exchange/_way_out.html", {"meeting": meeting})
    copies = {name: copy_state(Path(settings.VAR) / file) for name, file in STATES.items()}
    context = {
        "meeting": meeting,
        "addresses": [(one, _square(one)) for one in settings.HALL_ADDRESSES],
        "has_copy": any(copies.values()),
        "lost": [name for name, copy in copies.items() if copy != "held"],
    }
    return render(request, "exchange/_copy.html", context)


def copy_state(path: Path) -> str:
    """`held`, `lost`, `silent`, or empty where no copy was asked for."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not said.get("attached"):
        return "lost"
    speaks = path.name == STATES["site"]
    return "silent" if speaks and time.time() - said["at"] > SILENT else "held"


def _square(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2)
