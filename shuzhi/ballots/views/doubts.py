"""What two people decide: doubtful rows on their pictures, sheets typed by hand, sets that are not counted."""

from base64 import b64encode

from django.conf import settings
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import issuing
from shuzhi.ballots.actions import doubts as actions
from shuzhi.ballots.actions.paper import set_aside as put_aside
from shuzhi.ballots.forms.paper import AnswerForm, AsideForm, EntryForm, NumberForm, places_of
from shuzhi.ballots.forms.second import SecondForm
from shuzhi.ballots.models.paper import PaperDoubt, PaperSet
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import Layout, shown_number
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.rules import paper as rules
from shuzhi.ballots.sheet import Sheet, SheetReporter, SheetRow
from shuzhi.ballots.states import DoubtState
from shuzhi.ballots.taking import vault
from shuzhi.ballots.views.found import session_or_404
from shuzhi.web.forms import show_refusal
from shuzhi.web.refusal import Refused, require


@require_http_methods(["GET", "POST"])
def answer_doubts(request: SignedInRequest, pk: int) -> HttpResponse:
    """One doubtful row after the other, in drawn order; each page is one picture and its answers."""
    session = session_or_404(request, pk)
    require(rules.may_read(request.user, session))
    sheet = issuing.sheet_of(session.box_form)
    if request.method == "POST":
        doubt = get_object_or_404(queries.doubts_of(session), token=request.POST.get("token", ""))
        form = AnswerForm(request.POST, row=_row(doubt, sheet))
        if form.is_valid():
            actions.answer_doubt(doubt, form.cleaned_data["answer"], actor=request.user)
            return redirect("ballots:answer-doubts", pk)
        return _asked(request, session, doubt, sheet, form)
    return _asked(request, session, queries.next_doubt(session, request.user), sheet, None)


@require_http_methods(["GET", "POST"])
def settle_doubts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rows on which two answers differ: two people before one picture, one answer, two signatures."""
    session = session_or_404(request, pk)
    require(rules.may_read(request.user, session))
    sheet = issuing.sheet_of(session.box_form)
    differ = queries.doubts_that_differ(session)
    token = request.POST.get("token", "")
    doubt = get_object_or_404(differ, token=token) if token else differ.first()
    form = AnswerForm(request.POST or None, row=_row(doubt, sheet)) if doubt else None
    second = SecondForm(request.POST or None, request=request)
    if (
        doubt
        and form
        and request.method == "POST"
        and all([form.is_valid(), second.is_valid()])
        and second.second
    ):
        try:
            actions.settle_doubt(doubt, form.cleaned_data["answer"], actor=request.user, second=second.second)
        except Refused as refused:
            show_refusal(second, refused)
        else:
            messages.success(request, _("The row is decided."))
            return redirect("ballots:settle-doubts", pk)
    return _asked(request, session, doubt, sheet, form, second)


@require_http_methods(["GET", "POST"])
def enter_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet that no machine reads: its number, then every row, typed by two people each on their own."""
    session = session_or_404(request, pk)
    require(rules.may_enter(request.user, session, None))
    number = NumberForm(request.POST or None)
    context: dict[str, object] = {"session": session, "cycle": session.meeting.cycle, "number_form": number}
    if not number.is_valid():
        return render(request, "ballots/enter_sheet.html", context, status=422 if number.is_bound else 200)
    sheet = issuing.sheet_of(session.box_form)
    typed = "cell_0" in request.POST
    form = EntryForm(request.POST if typed else None, sheet=sheet)
    if typed and form.is_valid():
        try:
            done = actions.enter_by_hand(
                session, number.cleaned_data["number"], form.marks, actor=request.user
            )
        except Refused as refused:
            context["fault"] = refused.refusal
        else:
            if not done.differs:
                messages.success(request, COUNTED if done.counted else ENTERED)
                return redirect("ballots:enter-sheet", pk)
            context["differs"] = [_cell_name(line, sheet) for line in done.differs]
    context |= {"form": form, "lines": _lines(form, sheet), "sheet": sheet}
    context["number"] = shown_number(number.cleaned_data["number"])
    return render(request, "ballots/enter_sheet.html", context, status=422 if typed else 200)


@require_http_methods(["GET", "POST"])
def set_aside(request: SignedInRequest, pk: int, set_pk: int) -> HttpResponse:
    """A set that cannot be counted: its own page, a reason, two signatures."""
    session = session_or_404(request, pk)
    require(rules.may_read(request.user, session))
    paper_set = get_object_or_404(
        PaperSet.objects.select_related("session__meeting"), session=session, pk=set_pk
    )
    form = AsideForm(request.POST or None, request=request)
    if form.is_valid() and form.second:
        try:
            put_aside(paper_set, form.cleaned_data["reason"], actor=request.user, second=form.second)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The set is set aside and counts as spoiled."))
            return redirect("ballots:show-paper", pk)
    context = {"session": session, "cycle": session.meeting.cycle, "set": paper_set, "form": form}
    context["number"] = shown_number(paper_set.number)
    return render(request, "ballots/set_aside.html", context, status=422 if form.is_bound else 200)


def _asked(
    request: SignedInRequest,
    session: BallotSession,
    doubt: PaperDoubt | None,
    sheet: Sheet,
    form: AnswerForm | None,
    second: SecondForm | None = None,
) -> HttpResponse:
    """The picture of one row with its possible answers, and how many are left."""
    mine, others, differ = queries.doubts_left(session, request.user)
    context: dict[str, object] = {
        "session": session,
        "cycle": session.meeting.cycle,
        "form": form,
        "second": second,
        "doubt": doubt,
        "mine": mine,
        "others": others,
        "differ": differ,
    }
    if doubt is not None:
        row = _row(doubt, sheet)
        context |= {"picture": _picture(doubt, session), "row": row, "places": _keyed(places_of(row))}
        who, at = divmod(doubt.line, len(sheet.rows))
        layout = Layout.of(sheet, doubt.scanned.paper_set.group) if doubt.scanned.paper_set else None
        context |= {
            "reporter": sheet.reporters[who],
            "drawn": queries.labels_of(layout, who, at) if layout else None,
        }
    page = "ballots/settle_doubts.html" if second else "ballots/answer_doubts.html"
    response = render(request, page, context, status=422 if form is not None and form.is_bound else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(doubt: PaperDoubt, session: BallotSession) -> str:
    salt = queries.salt_of(session)
    if not salt or not doubt.picture or doubt.state == DoubtState.DECIDED:
        return ""
    png = vault.Vault(salt, settings.SLIP_KEY).unlock(doubt.picture)
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _keyed(places: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """Each answer with the key that gives it: 1 to 9 for the first nine."""
    return [(place, mark, str(at) if at < 10 else "") for at, (place, mark) in enumerate(places, 1)]


def _row(doubt: PaperDoubt, sheet: Sheet) -> SheetRow:
    return sheet.rows[doubt.line % len(sheet.rows)]


def _lines(form: EntryForm, sheet: Sheet) -> list[tuple[SheetReporter, list[BoundField]]]:
    """The fields as the sheet has them: a line for each reporter, a column for each row of the form."""
    width = len(sheet.rows)
    return [
        (reporter, [form[f"cell_{at * width + row}"] for row in range(width)])
        for at, reporter in enumerate(sheet.reporters)
    ]


def _cell_name(line: int, sheet: Sheet) -> str:
    width = len(sheet.rows)
    return f"{sheet.reporters[line // width].name} · {sheet.rows[line % width].name}"


COUNTED = gettext_lazy("Both entries agree; the sheet is counted.")


ENTERED = gettext_lazy("The entry is kept. When a second person enters the same, the sheet is counted.")
