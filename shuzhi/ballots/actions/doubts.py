"""What two people decide: doubtful rows on their pictures, and sheets that no machine reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.actions.paper import layout_of, vault_of
from shuzhi.ballots.actions.reading import choices_from, count_complete, count_sets, marks_in
from shuzhi.ballots.models.paper import PaperDoubt, PaperEntry, PaperPage, PaperSet
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import is_number
from shuzhi.ballots.rules import paper as rules
from shuzhi.ballots.sheet import Sheet, SlipState
from shuzhi.ballots.states import DoubtState
from shuzhi.ballots.taking import casting, vault
from shuzhi.web.refusal import Refusal, Refused, require


@transaction.atomic
def answer_doubt(doubt: PaperDoubt, answer: int | None, *, actor: User) -> PaperDoubt:
    """One person says what is marked (None: no valid mark); when a second says the same, it is taken.

    Neither is told what the other said. When they differ, nothing is taken: two people look together.
    """
    doubt = _held(doubt)
    require(rules.may_answer(actor, doubt))
    session = doubt.scanned.file.batch.session
    _require_on_scale(doubt, answer)
    own = vault_of(session)
    said = own.hash_of(doubt.token, str(answer))
    if doubt.first_by_id is None:
        doubt.first_by, doubt.first_answer = actor, said
        doubt.save(update_fields=["first_by", "first_answer"])
        return doubt
    doubt.second_by = actor
    if doubt.first_answer == said:
        return _take(doubt, answer, own)
    doubt.state, doubt.first_answer = DoubtState.DIFFER, ""
    doubt.save(update_fields=["second_by", "state", "first_answer"])
    record(actor, "ballot.doubt_differs", session, detail={"first": str(doubt.first_by)})
    return doubt


@transaction.atomic
def settle_doubt(doubt: PaperDoubt, answer: int | None, *, actor: User, second: User) -> PaperDoubt:
    """Where two answers differ, two people look at the picture together and sign one answer."""
    doubt = _held(doubt)
    require(rules.may_settle(actor, second, doubt))
    session = doubt.scanned.file.batch.session
    _require_on_scale(doubt, answer)
    doubt.first_by, doubt.second_by, doubt.together = actor, second, True
    record(actor, "ballot.doubt_settled", session, detail={"second": str(second)})
    return _take(doubt, answer, vault_of(session))


def _held(doubt: PaperDoubt) -> PaperDoubt:
    hold(doubt.scanned.file.batch.session)
    PaperDoubt.objects.select_for_update().get(pk=doubt.pk)
    related = PaperDoubt.objects.select_related(
        "scanned__file__batch__session__meeting__cycle", "scanned__paper_set", "first_by", "second_by"
    )
    return related.get(pk=doubt.pk)


def _require_on_scale(doubt: PaperDoubt, answer: int | None) -> None:
    sheet = issuing.sheet_of(doubt.scanned.file.batch.session.box_form)
    if answer is not None and not 0 <= answer < sheet.rows[doubt.line % len(sheet.rows)].steps:
        raise Refused(Refusal(_("There is no such mark on this row.")))


def _take(doubt: PaperDoubt, answer: int | None, own: vault.Vault) -> PaperDoubt:
    """The answer joins what was read on the page; with the last one the set is whole."""
    page = PaperPage.objects.select_for_update().get(pk=doubt.scanned_id)
    marks = marks_in(page, own) | {doubt.line: answer}
    page.sealed = own.lock(json.dumps(marks).encode())
    page.save(update_fields=["sealed"])
    doubt.state, doubt.picture, doubt.first_answer = DoubtState.DECIDED, b"", ""
    doubt.save(update_fields=["state", "picture", "first_answer", "first_by", "second_by", "together"])
    count_complete(doubt.scanned.file.batch.session)
    return doubt


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of an entry: waits for the second person, is in the box, or differs in these cells."""

    counted: bool
    differs: tuple[int, ...] = ()


@transaction.atomic
def enter_by_hand(
    session: BallotSession, number: str, marks: Sequence[int | None], *, actor: User
) -> Entered:
    """A sheet that no machine reads, typed whole; counts when a second person types the same.

    `marks` are places on the scale, cell by cell along the ballot. When two entries differ, both are dropped and
    the cells are named, so that both look at the paper again.
    """
    session = hold(session)
    paper_set = _set_of(session, number, actor)
    sheet = issuing.sheet_of(session.box_form)
    _require_whole(sheet, marks)
    own = vault_of(session)
    rows = [own.hash_of(number, str(line), str(mark)) for line, mark in enumerate(marks)]
    entry = PaperEntry.objects.select_for_update().filter(paper_set=paper_set).first()
    if entry is None:
        PaperEntry.objects.create(paper_set=paper_set, by=actor, rows=rows)
        record(actor, "ballot.paper_entered", session, detail={"sheet": number})
        return Entered(counted=False)
    entry.delete()
    differs = tuple(at for at, (one, other) in enumerate(zip(entry.rows, rows, strict=True)) if one != other)
    detail = {"sheet": number, "first": str(entry.by), "differs": len(differs)}
    record(actor, "ballot.paper_entered", session, detail=detail)
    if differs:
        return Entered(counted=False, differs=differs)
    typed: Mapping[int, int | None] = dict(enumerate(marks))
    count_sets(session, [(paper_set, choices_from(typed, sheet))])
    return Entered(counted=True)


def _set_of(session: BallotSession, number: str, actor: User) -> PaperSet:
    """The set with this number, held; made when no page of it has been read."""
    require(rules.may_enter(actor, session, None))
    known = casting.find(session.box_form, number) if is_number(number) else None
    if known is None:
        raise Refused(Refusal(_("No paper with this number was printed for this ballot.")))
    paper_set = PaperSet.objects.select_for_update().filter(session=session, number=number).first()
    if paper_set is None:
        if known.slip != SlipState.FRESH:
            raise Refused(Refusal(_("This paper has been made void.")))
        pages = len(layout_of(session, known.group).pages)
        paper_set = PaperSet.objects.create(session=session, number=number, group=known.group, pages=pages)
    require(rules.may_enter(actor, session, paper_set))
    return paper_set


def _require_whole(sheet: Sheet, marks: Sequence[int | None]) -> None:
    fits = len(marks) == sheet.cells and all(
        mark is None or 0 <= mark < sheet.rows[line % len(sheet.rows)].steps
        for line, mark in enumerate(marks)
    )
    if not fits:
        raise Refused(Refusal(_("The entry does not fit the ballot.")))
