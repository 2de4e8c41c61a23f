"""Paper inside the product: printed, scanned, read apart, decided by two, and in the box exactly once."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from shuzhi.ballots import actions, counting, issuing, jobs, rules
from shuzhi.ballots.actions import Handed, reading
from shuzhi.ballots.actions.paper import vault_of
from shuzhi.ballots.models.box import Slip
from shuzhi.ballots.models.paper import (
    PaperBatch,
    PaperDoubt,
    PaperEntry,
    PaperFile,
    PaperPage,
    PaperSet,
    PaperVault,
)
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.paper import new_numbers, pages_in, pdf_of
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.states import DoubtState, PageOutcome, SlipChannel
from shuzhi.ballots.taking import casting
from shuzhi.ballots.taking.pages import FoundCell, FoundPage
from shuzhi.ballots.tests import factories, papers
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(hall):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    return BallotSession.objects.get(pk=session.pk)


@pytest.fixture
def sheets(hall, session):
    """Three printed sets of group B, every reporter rated with the second option on every row."""
    pdf = actions.print_paper(session, "B", 3, actor=hall.office)
    return papers.fill(pdf, papers.layout_for(session, "B"), 1)


def upload(hall, session, *files: bytes) -> PaperBatch:
    handed = [Handed(f"scan-{at}", data) for at, data in enumerate(files, 1)]
    return actions.upload_scans(session, handed, actor=hall.teller)


def read_all(hall, session, *files: bytes) -> PaperBatch:
    batch = upload(hall, session, *files)
    assert jobs.read_waiting() == 1
    batch.refresh_from_db()
    return batch


def states(session) -> dict[str, int]:
    return {state: count for state, count in queries.sets_by_state(session).items() if count}


def reasons(batch) -> list[tuple[str, str]]:
    return [(page.outcome, page.reason) for page in queries.not_taken(batch)]


def spent(session) -> int:
    return Slip.objects.filter(form=session.box_form, channel="paper", state="spent").count()


def take(session, *pages: FoundPage) -> list[str]:
    """Pages as the reader tells them, without a picture."""
    batch = PaperBatch.objects.create(session=session, state="done")
    file = PaperFile.objects.create(batch=batch, name="scan", stored=f"{batch.pk:032}", pages=len(pages))
    outcomes = [reading.take_page(file, page) for page in pages]
    reading.count_complete(session)
    return [str(outcome) for outcome in outcomes]


def cells(session, choice=1, doubtful=()):
    return tuple(
        FoundCell(line, None if line in doubtful else choice, doubtful=line in doubtful, picture=b"png")
        for line in range(issuing.sheet_of(session.box_form).cells)
    )


def numbers(session, group="B", wanted=1):
    return casting.issue_numbers(session.box_form, group, wanted)


def page_of(session, number, at=1, **values) -> FoundPage:
    standard = {"number": number, "group": "B", "page": 1, "pages": 1, "cells": cells(session)}
    return FoundPage(at, **(standard | values))


def test_paper_and_phones_are_one_electorate_and_paper_is_counted_like_a_phone(hall, session, sheets):
    for slip in actions.print_slips(session, {"B": 2}, actor=hall.office):
        factories.cast(slip.code, [[0], [0]], settings.SLIP_KEY)

    batch = read_all(hall, session, papers.tiff([sheets[0], papers.turned(sheets[1])]), papers.png(sheets[2]))

    assert (batch.state, reasons(batch), states(session)) == ("done", [], {"counted": 3})
    session = actions.close_session(session, actor=hall.office)
    assert session.closing.marks == [["B", "paper", 3], ["B", "phone", 2]]
    for issue in SlipIssue.objects.filter(session=session):
        wanted = {("B", "phone"): 6, ("B", "paper"): 3}.get((issue.group, issue.channel), issue.printed)
        SlipIssue.objects.filter(pk=issue.pk).update(issued=wanted, unused=wanted - (issue.returned or 0))
    session = factories.declare_by_two(BallotSession.objects.get(pk=session.pk))
    assert counting.returned(session.box_form) == {"B": 5}
    marks = Counter(
        str(tally.mark) for tally in counting.tallies([session.box_form]) for _ in range(tally.count)
    )
    assert marks == {"较好": 6, "好": 4}


def test_a_sheet_counts_once_however_often_it_is_scanned(hall, session, sheets):
    read_all(hall, session, papers.png(sheets[0]), papers.png(sheets[0]))

    again = read_all(hall, session, papers.png(sheets[0]), papers.png(sheets[1]))

    assert reasons(again) == [("again", "counted")]
    assert (states(session), spent(session)) == ({"counted": 2}, 2)
    assert [page.reason for page in PaperPage.objects.filter(outcome="again")] == ["twice", "counted"]


@pytest.fixture(autouse=True)
def scans_apart(settings, tmp_path):
    settings.SCANS = tmp_path / "scans"


def test_nothing_of_a_scan_is_left_and_nothing_was_ever_readable(
    hall, session, sheets, django_capture_on_commit_callbacks
):
    batch = upload(hall, session, papers.png(sheets[0]))
    assert [data[:4] for data in papers.kept_files()] != [b"\x89PNG"]
    assert len(papers.kept_files()) == 1

    with django_capture_on_commit_callbacks(execute=True):
        jobs.read_one(batch)

    assert papers.kept_files() == []
    assert list(PaperPage.objects.values_list("sealed", flat=True)) == [b""]


def test_pages_are_refused_by_name_and_never_guessed(hall, session, sheets):
    layout = papers.layout_for(session, "B")
    (unprinted,) = new_numbers(1)
    signed = pdf_of(layout, [unprinted], queries.paper_key(session), form=session.box_form)
    forged = pdf_of(layout, [unprinted], b"another key", form=session.box_form)
    foreign = pdf_of(layout, [unprinted], queries.paper_key(session), form="0" * 32)
    torn = sheets[0].copy()
    torn[: torn.shape[0] // 8, -torn.shape[1] // 6 :] = 255
    white = sheets[0].copy()
    white[:] = 255
    pictures = [next(pages_in(pdf)).grey for pdf in (signed, forged, foreign)] + [torn, white]

    batch = read_all(hall, session, *[papers.png(one) for one in pictures], b"%PDF-1.4 nothing behind")

    told = [reason for _outcome, reason in reasons(batch)]
    assert told == ["unknown", "signature", "foreign", "corner", "no_code"]
    assert (states(session), batch.files.last().refusal) == ({}, "locked")
    assert all(queries.reason_of(page) != page.reason for page in queries.not_taken(batch))


def test_a_set_counts_when_all_its_pages_are_read_and_missing_ones_are_listed(session):
    (number,) = numbers(session)
    half = cells(session)[:1]
    rest = cells(session)[1:]

    take(session, page_of(session, number, pages=2, cells=half))
    waiting = queries.waiting_sets(session)
    assert [(one.paper_set.number, one.missing) for one in waiting] == [(number, [2])]
    assert (states(session), spent(session)) == ({"reading": 1}, 0)

    take(session, page_of(session, number, page=2, pages=2, cells=rest))
    assert (states(session), spent(session)) == ({"counted": 1}, 1)


def test_pages_that_do_not_belong_together_are_refused(session):
    (number,) = numbers(session)

    outcomes = take(
        session,
        page_of(session, number, pages=2, cells=()),
        page_of(session, number, at=2, page=2, pages=3, cells=()),
        page_of(session, number, at=3, page=2, pages=2, group="A", cells=()),
    )

    assert outcomes == ["read", "refused", "refused"]
    assert set(PaperPage.objects.filter(outcome="refused").values_list("reason", flat=True)) == {"mixed"}


def test_a_page_told_twice_by_a_reader_that_died_counts_once(session):
    (number,) = numbers(session)
    page = page_of(session, number)
    batch = PaperBatch.objects.create(session=session)
    file = PaperFile.objects.create(batch=batch, name="scan", stored="0" * 32, pages=1)

    assert [reading.take_page(file, page), reading.take_page(file, page)] == [PageOutcome.READ] * 2
    assert (reading.count_complete(session), reading.count_complete(session)) == (1, 0)


def test_a_crash_between_the_two_databases_is_healed(session):
    (number,) = numbers(session)
    take(session, page_of(session, number, cells=cells(session, doubtful=(0,))))
    choices = reading.choices_from(dict.fromkeys(range(2), 1), issuing.sheet_of(session.box_form))
    casting.cast(session.box_form, [casting.PaperBallot(number, choices)])
    PaperDoubt.objects.update(state=DoubtState.DECIDED)
    page = PaperPage.objects.get()
    own = vault_of(session)
    page.sealed = own.lock(json.dumps({0: 1, 1: 1}).encode())
    page.save()

    # The box has it, the other database does not know yet.
    assert reading.count_complete(session) == 1
    assert (states(session), spent(session)) == ({"counted": 1}, 1)


def test_a_reader_that_fell_silent_is_relieved_where_it_stopped(hall, session, sheets):
    batch = upload(hall, session, papers.tiff(sheets))
    dead = reading.claim_batch("dead", batch)
    assert reading.claim_batch("eager") is None
    PaperFile.objects.update(pages=3, read=1)
    PaperBatch.objects.update(beat_at=timezone.now() - timedelta(minutes=5))

    assert jobs.read_waiting() == 1

    assert reading.give_a_sign(dead) is False
    assert states(session) == {"counted": 2}


def test_a_cancelled_batch_keeps_what_was_read_and_can_be_handed_in_again(hall, session, sheets):
    batch = upload(hall, session, papers.tiff(sheets))
    actions.cancel_batch(batch, actor=hall.teller)

    assert jobs.read_waiting() == 0
    with pytest.raises(Refused):
        actions.cancel_batch(batch, actor=hall.teller)
    read_all(hall, session, papers.tiff(sheets))
    assert states(session) == {"counted": 3}


def test_a_ballot_handed_in_blank_is_void_and_spoiled(hall, session):
    pdf = actions.print_paper(session, "B", 1, actor=hall.office)
    blank = papers.fill(pdf, papers.layout_for(session, "B"))

    read_all(hall, session, papers.png(blank[0]))

    issue = SlipIssue.objects.get(session=session, group="B", channel=SlipChannel.PAPER)
    assert (states(session), issue.voided, issue.spoiled, spent(session)) == ({"blank": 1}, 1, 1, 0)


# ---- two people ----


@pytest.fixture
def doubt(session):
    (number,) = numbers(session)
    take(session, page_of(session, number, cells=cells(session, doubtful=(0,))))
    return PaperDoubt.objects.get()


def test_two_people_who_say_the_same_decide_a_row(hall, session, doubt):
    assert states(session) == {"reading": 1}

    doubt = actions.answer_doubt(doubt, 2, actor=hall.teller)
    assert (doubt.state, len(doubt.first_answer), doubt.first_answer.isalnum()) == ("open", 64, True)
    with pytest.raises(Refused, match="你已经判断过"):
        actions.answer_doubt(doubt, 2, actor=hall.teller)
    doubt = actions.answer_doubt(doubt, 2, actor=hall.supervisor)

    assert (doubt.state, bytes(doubt.picture), doubt.first_answer) == ("decided", b"", "")
    assert (states(session), spent(session)) == ({"counted": 1}, 1)


def test_two_people_who_differ_look_together(hall, session, doubt):
    actions.answer_doubt(doubt, 2, actor=hall.teller)
    doubt = actions.answer_doubt(doubt, None, actor=hall.supervisor)

    assert (doubt.state, doubt.first_answer, states(session)) == ("differ", "", {"reading": 1})
    with pytest.raises(Refused):
        actions.answer_doubt(doubt, 2, actor=hall.office)
    with pytest.raises(Refused):
        actions.settle_doubt(doubt, 2, actor=hall.teller, second=hall.teller)
    with pytest.raises(Refused):
        actions.settle_doubt(doubt, 2, actor=hall.teller, second=hall.place.stranger)
    doubt = actions.settle_doubt(doubt, 2, actor=hall.teller, second=hall.office)

    assert (doubt.together, doubt.state, states(session)) == (True, "decided", {"counted": 1})


def test_an_answer_that_is_no_mark_of_the_row_is_refused(hall, doubt):
    for answer in (-1, 99):
        with pytest.raises(Refused):
            actions.answer_doubt(doubt, answer, actor=hall.teller)


def test_the_queue_shows_a_row_to_each_person_once_and_in_no_order(hall, session, doubt):
    assert queries.next_doubt(session, hall.teller) == doubt
    actions.answer_doubt(doubt, 1, actor=hall.teller)

    assert queries.next_doubt(session, hall.teller) is None
    assert queries.next_doubt(session, hall.supervisor) == doubt
    assert queries.doubts_left(session, hall.teller) == (0, 1, 0)
    assert queries.doubts_left(session, hall.supervisor) == (1, 0, 0)


def test_two_marks_in_a_row_wait_for_two_people(hall, session):
    pdf = actions.print_paper(session, "B", 1, actor=hall.office)
    (sheet,) = papers.fill(pdf, papers.layout_for(session, "B"), 1, 2)

    read_all(hall, session, papers.png(sheet))

    doubts = PaperDoubt.objects.all()
    assert (len(doubts), states(session)) == (2, {"reading": 1})
    picture = vault_of(session).unlock(doubts[0].picture)
    assert (picture[:4], bytes(doubts[0].picture)[:4] != b"\x89PNG") == (b"\x89PNG", True)


def test_a_sheet_typed_by_two_people_counts_when_they_agree(hall, session):
    (number,) = numbers(session)

    first = actions.enter_by_hand(session, number, [1, 2], actor=hall.teller)
    assert (first.counted, spent(session)) == (False, 0)
    assert PaperEntry.objects.get().rows != [1, 2]
    with pytest.raises(Refused, match="你已经录过"):
        actions.enter_by_hand(session, number, [1, 2], actor=hall.teller)
    second = actions.enter_by_hand(session, number, [1, 2], actor=hall.supervisor)

    assert (second.counted, states(session), PaperEntry.objects.count()) == (True, {"counted": 1}, 0)
    with pytest.raises(Refused):
        actions.enter_by_hand(session, number, [1, 2], actor=hall.office)
    assert take(session, page_of(session, number)) == ["again"]


def test_two_entries_that_differ_are_dropped_and_the_rows_named(hall, session):
    (number,) = numbers(session)
    actions.enter_by_hand(session, number, [1, 2], actor=hall.teller)

    done = actions.enter_by_hand(session, number, [1, None], actor=hall.supervisor)

    assert (done.counted, done.differs, PaperEntry.objects.count()) == (False, (1,), 0)
    assert states(session) == {"reading": 1}


def test_a_number_that_was_never_printed_is_not_entered(hall, session):
    for number in ("12345678", new_numbers(1)[0], "", "x"):
        with pytest.raises(Refused):
            actions.enter_by_hand(session, number, [1, 2], actor=hall.teller)


def test_a_set_aside_is_void_for_good_and_counts_as_spoiled(hall, session):
    (number,) = numbers(session)
    take(session, page_of(session, number, pages=2, cells=()))
    paper_set = PaperSet.objects.get()
    with pytest.raises(Refused):
        actions.set_aside(paper_set, "第二页未交", actor=hall.teller, second=hall.teller)

    actions.set_aside(paper_set, "第二页未交", actor=hall.teller, second=hall.supervisor)

    assert take(session, page_of(session, number, page=2, pages=2, cells=())) == ["again"]
    assert (states(session), spent(session)) == ({"set_aside": 1}, 0)
    assert SlipIssue.objects.get(group="B", channel="paper").spoiled == 1


# ---- when ----


def test_a_ballot_is_not_closed_over_paper_that_waits(hall, session, doubt):
    assert "套纸质票" in str(rules.may_close(hall.office, session))

    actions.answer_doubt(doubt, 2, actor=hall.teller)
    actions.answer_doubt(doubt, 2, actor=hall.supervisor)

    assert rules.may_close(hall.office, session) is None
    actions.close_session(session, actor=hall.office)
    assert PaperVault.objects.count() == 0


def test_paper_is_read_only_while_the_ballot_is_open(early):
    session = factories.prepared(early)
    with pytest.raises(Refused):
        upload(early, session, b"%PDF-")


def test_after_closing_no_paper_is_taken(hall, session, sheets):
    actions.close_session(session, actor=hall.office)
    session = BallotSession.objects.get(pk=session.pk)

    with pytest.raises(Refused):
        upload(hall, session, papers.png(sheets[0]))
    with pytest.raises(Refused):
        actions.print_paper(session, "B", 1, actor=hall.office)


def test_a_file_that_is_no_scan_is_refused_and_nothing_of_the_upload_is_kept(hall, session, sheets):
    before = len(papers.kept_files())
    with pytest.raises(Refused):
        upload(hall, session, papers.png(sheets[0]), b"MZ program")

    assert (PaperBatch.objects.count(), len(papers.kept_files())) == (0, before)


def test_whoever_is_rated_does_not_look_at_papers(hall, session, doubt):
    rated = hall.place.secretaries[0]
    factories.grant(rated, "teller", hall.place.organiser)

    with pytest.raises(Refused):
        actions.answer_doubt(doubt, 1, actor=rated)


# ---- races ----


def addresses(tmp_path) -> dict[str, str]:
    """The suite's two databases as another process finds them: copies of their tables, or the servers' own."""
    found = {}
    for alias, name in (("default", "SHUZHI_DATABASE_URL"), ("box", "SHUZHI_BOX_URL")):
        one = connections[alias]
        if one.vendor == "sqlite":
            one.ensure_connection()
            with sqlite3.connect(tmp_path / f"{alias}.sqlite3") as copy:
                one.connection.backup(copy)
            copy.close()
            found[name] = f"sqlite://{tmp_path}/{alias}.sqlite3"
        else:
            at = one.settings_dict
            found[name] = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"
    return found


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "box"], transaction=True)
def test_nobody_is_counted_twice_whoever_is_faster(tmp_path):
    environment = {**os.environ, **addresses(tmp_path), "SHUZHI_VAR": str(tmp_path)}

    command = [sys.executable, "-m", "bench.paper_races", "99", "--here"]
    done = subprocess.run(
        command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "not as told: 0" in done.stdout) == (0, True), done.stdout + done.stderr
