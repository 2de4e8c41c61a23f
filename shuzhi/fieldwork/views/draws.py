from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.fieldwork import actions, queries, rules
from shuzhi.fieldwork.forms.draws import DrawForm, FrameForm, WordForm
from shuzhi.fieldwork.forms.visits import ReasonForm
from shuzhi.fieldwork.models import Draw
from shuzhi.web.keys import key_from
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refused, require


@require_safe
def list_draws(request: SignedInRequest) -> HttpResponse:
    context = {
        "page": page_of(request, queries.draws_for(request.user)),
        "plans": queries.cycles_to_plan(request.user),
    }
    return render(request, "fieldwork/draws.html", context)


def prepare_draw(request: SignedInRequest) -> HttpResponse:
    cycles = list(queries.cycles_to_plan(request.user))
    wanted = key_from(request.GET.get("cycle"))
    cycle = next((one for one in cycles if one.pk == wanted), cycles[0] if len(cycles) == 1 else None)
    if cycle is None:
        return render(request, "fieldwork/choose_cycle.html", {"cycles": cycles, "what": "draw"})
    form = DrawForm(request.POST or None, request.FILES or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        draw = actions.prepare_draw(cycle, **form.values, actor=request.user)
        messages.success(request, _("The draw is prepared. Next: both holders take their words."))
        return redirect("fieldwork:show-draw", draw.pk)
    return render(request, "fieldwork/draw_form.html", {"cycle": cycle, "form": form})


def change_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    draw = queries.draw_or_404(request.user, pk)
    require(rules.may_change_draw(request.user, draw))
    form = FrameForm(
        request.POST or None, request.FILES or None, cycle=draw.cycle, initial={"total": draw.size}
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        actions.change_draw(draw, frame=clean["frame"], sizes=clean["sizes"], actor=request.user)
        messages.success(request, _("List and numbers are saved."))
        return redirect("fieldwork:show-draw", pk)
    return render(request, "fieldwork/draw_form.html", {"cycle": draw.cycle, "draw": draw, "form": form})


@require_safe
@never_cache
def show_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, queries.draw_or_404(request.user, pk))


@require_POST
@never_cache
def take_word(request: SignedInRequest, pk: int) -> HttpResponse:
    """The word stands on this page once; it is neither kept nor shown again."""
    draw = queries.draw_or_404(request.user, pk)
    holder = get_object_or_404(draw.holders, user=request.user)
    word = actions.take_word(holder, actor=request.user)
    return render(request, "fieldwork/word.html", {"draw": draw, "cycle": draw.cycle, "word": word})


@require_POST
def seal_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    draw = queries.draw_or_404(request.user, pk)
    actions.seal_draw(draw, actor=request.user)
    messages.success(request, _("The draw is sealed."))
    return redirect("fieldwork:show-draw", pk)


@require_POST
def enter_word(request: SignedInRequest, pk: int) -> HttpResponse:
    draw = queries.draw_or_404(request.user, pk)
    holder = get_object_or_404(draw.holders, user=request.user)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            actions.enter_word(holder, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            if refused.refusal.status == 403:
                raise
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Word and number are accepted."))
            return redirect("fieldwork:show-draw", pk)
    return _page(request, draw, word_form=form)


@require_POST
def void_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    draw = queries.draw_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.void_draw(draw, reason, actor=request.user)
    messages.success(request, _("The draw is void."))
    return redirect("fieldwork:show-draw", pk)


@require_safe
@never_cache
def download_file(request: SignedInRequest, pk: int) -> HttpResponse:
    draw = queries.draw_or_404(request.user, pk)
    require(rules.may_read_units(request.user, draw))
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(queries.verification_file(draw), json_dumps_params=options)
    response.headers["Content-Disposition"] = f'attachment; filename="draw-{draw.pk}.json"'
    return response


def _page(request: SignedInRequest, draw: Draw, word_form: WordForm | None = None) -> HttpResponse:
    user = request.user
    no_units = rules.may_read_units(user, draw)
    knows = rules.may_read_frame(user, draw) is None
    holder = next((one for one in draw.holders.all() if one.user_id == user.pk), None)
    sent = any(member.pk == user.pk for member in draw.team.all())
    context = {
        "draw": draw,
        "cycle": draw.cycle,
        "knows": knows or no_units is None,
        "knows_day": knows or holder is not None or sent,
        "strata": queries.strata_of(draw) if knows or no_units is None else [],
        "no_units": no_units,
        "units": [] if no_units else queries.units_of(draw),
        "checks": None if no_units else queries.checks_of(draw),
        "visits": {}
        if no_units
        else {v.organisation.code: v.pk for v in queries.visits_for(user).filter(draw=draw)},
        "holder": holder,
        "no_taking": rules.may_take_word(user, holder) if holder else None,
        "no_entering": rules.may_enter_word(user, holder) if holder else None,
        "no_sealing": rules.may_seal(user, draw),
        "no_change": rules.may_change_draw(user, draw),
        "no_voiding": rules.may_void(user, draw),
        "word_form": word_form or WordForm(),
        "history": history_of(draw) if knows else [],
    }
    return render(request, "fieldwork/draw.html", context, status=422 if word_form else 200)
