"""Paper inside the product: printed, scanned, read apart, decided by two, and in the box exactly once."""

import json
import multiprocessing
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from shuzhi.ballots import actions, counting, issuing, jobs
from shuzhi.ballots.actions import reading
from shuzhi.ballots.actions.paper import vault_of
from shuzhi.ballots.models.paper import (
    PaperBatch,
    PaperDoubt,
    PaperFile,
    PaperPage,
)
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.paper import new_numbers, pages_in, pdf_of
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.states import DoubtState, PageOutcome, SlipChannel
from shuzhi.ballots.taking import casting
from shuzhi.ballots.tests import factories, papers
from shuzhi.ballots.tests.papers import (
    cells,
    numbers,
    page_of,
    read_all,
    reasons,
    spent,
    states,
    take,
    upload,
)
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(open_ballot):
    return open_ballot


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


def test_a_child_that_dies_over_a_page_costs_no_other_page(hall, session, sheets):
    batch = upload(hall, session, papers.tiff(sheets * 2))

    def kill(file, at, pages, outcome):
        if at == 1:
            for child in multiprocessing.active_children():
                child.kill()

    jobs.read_one(batch, kill)

    told = list(PaperPage.objects.order_by("at").values_list("at", "reason"))
    assert [at for at, _reason in told] == [1, 2, 3, 4, 5, 6]
    assert {reason for _at, reason in told} <= {"", "crashed", "twice"}
    assert [reason for _at, reason in told].count("crashed") <= 1
    assert states(session) == {"counted": 3}


def test_the_command_line_reads_files_and_names_what_it_refused(hall, session, sheets, tmp_path, capsys):
    scan, white = tmp_path / "scan.tiff", tmp_path / "white.png"
    scan.write_bytes(papers.tiff(sheets))
    empty = sheets[0].copy()
    empty[:] = 255
    white.write_bytes(papers.png(empty))

    call_command("read_ballots", str(session.pk), str(scan), str(white), user=hall.teller.username)

    said = capsys.readouterr().out
    assert ("3/3 scan.tiff" in said, "没有找到二维码" in said, "已计入 3 套" in said) == (True, True, True)
    assert PaperBatch.objects.get().uploaded_by == hall.teller
    with pytest.raises(CommandError):
        call_command("read_ballots", "999999", str(scan))
