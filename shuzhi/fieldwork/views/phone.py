import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shuzhi import __version__
from shuzhi.accounts.queries import SignedInRequest
from shuzhi.accounts.rules import may_open
from shuzhi.fieldwork import actions, queries, rules
from shuzhi.fieldwork.models import Visit
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import Refused, require

WORKER = Path(__file__).parent.parent / "static" / "fieldwork" / "worker.js"
ASSETS = [
    "web/vendor/bootstrap/bootstrap.min.css",
    "web/shuzhi.css",
    "web/mark.svg",
    "fieldwork/phone.css",
    "fieldwork/fields.js",
    "fieldwork/queue.js",
    "fieldwork/phone.js",
]


@require_safe
def show_phone(request: SignedInRequest) -> HttpResponse:
    """The shell: it names nobody and no place, so that a phone may keep it."""
    require(may_open(request.user, "finding.write"))
    return render(request, "fieldwork/phone.html")


@login_not_required
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from this step's own address, so that it rules over the phone page alone."""
    shell = {
        "version": __version__,
        "shell": reverse("fieldwork:show-phone"),
        "assets": [static(a) for a in ASSETS],
    }
    text = f"const SHELL = {json.dumps(shell)};\n{WORKER.read_text(encoding='utf-8')}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
def luggage(request: SignedInRequest) -> HttpResponse:
    require(may_open(request.user, "finding.write"))
    return JsonResponse({**queries.luggage(request.user), "token": get_token(request)})


@require_POST
@never_cache
def take_in(request: SignedInRequest) -> HttpResponse:
    """One thing from the queue of a phone: accepted once, or refused with reasons while the phone keeps it."""
    try:
        item = json.loads(request.POST.get("item", ""))
        key, values = UUID(str(item["id"])), _plain(dict(item["values"]))
        visit = queries.visits_for(request.user).filter(pk=key_from(item["visit"]) or 0).first()
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"faults": {"": _("This is no finding.")}}, status=422)
    if visit is None:
        return JsonResponse({"faults": {"": _("This visit is not yours, or it is no more.")}}, status=422)
    kind = "record" if item.get("kind") == "record" else "finding"
    if faults := rules.faults_in(kind, values):
        return JsonResponse({"faults": rules.said(kind, faults)}, status=422)
    try:
        _accept(request, visit, kind, key, values)
    except Refused as refused:
        return JsonResponse({"faults": {"": str(refused)}}, status=422)
    return JsonResponse({"accepted": str(key)})


def _accept(request: SignedInRequest, visit: Visit, kind: str, key: UUID, values: dict[str, Any]) -> None:
    if kind == "record":
        numbers = {name: _number(values.get(name)) for name in ("received", "solved")}
        note = str(values.get("note") or "")
        actions.record_visit(visit, actor=request.user, note=note, adds=True, **numbers)
        return
    cycle = visit.cycle
    actions.write_finding(
        visit,
        str(values["kind"]),
        str(values["text"]),
        tag=str(values.get("tag") or ""),
        topics=cycle.topics.filter(pk__in=_keys(values.get("topics"))),
        reporters=cycle.reporters.filter(pk__in=_keys(values.get("reporters"))),
        files=request.FILES.getlist("photo"),
        client_id=key,
        actor=request.user,
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed without half signs and null bytes, which no database keeps; choices are lists, or it is none."""
    if not all(isinstance(values.get(name) or [], list) for name in ("topics", "reporters")):
        raise TypeError(values)
    return {
        name: one.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
        if isinstance(one, str)
        else one
        for name, one in values.items()
    }


def _keys(given: Any) -> list[int]:
    return [key for key in (key_from(one) for one in given or []) if key is not None]


def _number(given: Any) -> int | None:
    return None if given in (None, "") else int(given)
