"""What people decide about paper, and when it is taken: two who do not see each other, and nobody twice."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connections

from shuzhi.ballots import actions, rules
from shuzhi.ballots.actions.paper import vault_of
from shuzhi.ballots.models.paper import (
    PaperBatch,
    PaperDoubt,
    PaperEntry,
    PaperPage,
    PaperSet,
    PaperVault,
)
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.paper import new_numbers
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.tests import factories, papers
from shuzhi.ballots.tests.papers import cells, numbers, page_of, read_all, spent, states, take, upload
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(open_ballot):
    return open_ballot


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


def test_a_row_of_a_set_that_came_to_its_end_is_asked_no_more(hall, session, doubt):
    actions.answer_doubt(doubt, 2, actor=hall.teller)
    actions.set_aside(PaperSet.objects.get(), "撕毁", actor=hall.teller, second=hall.supervisor)

    assert queries.next_doubt(session, hall.supervisor) is None
    with pytest.raises(Refused):
        actions.answer_doubt(doubt, 2, actor=hall.supervisor)
    assert spent(session) == 0


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


def test_a_page_that_is_read_after_closing_is_refused(hall, session):
    (number,) = numbers(session)
    page = page_of(session, number)
    actions.close_session(session, actor=hall.office)

    assert take(session, page) == ["refused"]
    assert (states(session), spent(session), PaperPage.objects.get().reason) == ({}, 0, "late")


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
