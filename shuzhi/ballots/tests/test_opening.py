"""Closing and opening: all or nothing, and nothing gets in or moves without being noticed."""

import importlib
import json

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from shuzhi.ballots import counting, issuing, sealing
from shuzhi.ballots.codes import mark_of, receipt_of
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.models.box import BoxForm, OpenedBallot, Receipt, SealedBallot, Slip
from shuzhi.ballots.sheet import BoxState, Channel, SlipState
from shuzhi.ballots.tests import factories
from shuzhi.ballots.tests.bench import hall_sheet, numbered_sheet

pytestmark = pytest.mark.django_db(databases=["default", "box"])

KEY = settings.SLIP_KEY
PAIR = sealing.new_pair()


class Box:
    """A form with four slips in group A and three in B, five of them cast."""

    def __init__(self) -> None:
        self.form = issuing.put_form(numbered_sheet(), PAIR.public)
        self.slips = issuing.add_slips(self.form, {"A": 4, "B": 3})
        issuing.open_box(self.form)
        for number, slip in enumerate(self.slips[:5]):
            assert factories.cast(slip.code, [[str(number)]], KEY) == Outcome.ACCEPTED

    @property
    def ballots(self):
        return SealedBallot.objects.filter(form=self.form, filled=True).order_by("id")


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def closed(box: Box) -> Box:
    issuing.close_box(box.form)
    return box


def refused(box: Box, private: bytes = PAIR.private) -> str:
    """Why nothing was opened; and nothing was."""
    with pytest.raises(counting.BoxDisagrees) as why:
        counting.open_ballots(box.form, private)
    assert (OpenedBallot.objects.count(), Receipt.objects.count()) == (0, 0)
    assert BoxForm.objects.get(pk=box.form).state == BoxState.CLOSED
    return str(why.value)


def test_closing_tells_root_number_and_marks_and_again_the_same(box):
    first = issuing.close_box(box.form)

    leaves = [sealing.leaf(b.id, b.group, b.sealed) for b in box.ballots]
    assert (first.sealed, first.marks) == (5, {"A": {"phone": 4}, "B": {"phone": 1}})
    assert first.root == sealing.root_of(leaves)
    assert first.root == sealing.root_of(sealing.leaf(*line) for line in counting.sealed_list(box.form))
    assert issuing.close_box(box.form) == first
    assert SealedBallot.objects.filter(form=box.form, filled=False).count() == 0


def test_the_sealed_list_is_not_shown_while_it_grows(box):
    assert counting.sealed_list(box.form) == []


def test_opening_gives_what_was_cast_and_the_codes_of_all_receipts(closed):
    assert counting.open_ballots(closed.form, PAIR.private) == 5

    assert sorted(opening.marks for opening in counting.openings(closed.form)) == [(n,) for n in range(5)]
    assert [o.group for o in counting.openings(closed.form)] == ["A"] * 4 + ["B"]
    expected = [receipt_of(slip.code, f"nonce {slip.code}") for slip in closed.slips[:5]]
    assert counting.receipts(closed.form) == sorted(expected)
    assert len(counting.sealed_list(closed.form)) == 5


def test_a_root_changes_with_every_changed_ballot(closed):
    before = issuing.close_box(closed.form).root
    ballot = closed.ballots.first()

    closed.ballots.filter(pk=ballot.pk).update(sealed=sealing.seal(PAIR.public, b"x"))

    assert issuing.close_box(closed.form).root != before


def test_another_ballots_key_opens_nothing(closed):
    with pytest.raises(counting.WrongKey):
        counting.open_ballots(closed.form, sealing.new_pair().private)

    assert OpenedBallot.objects.count() == 0


def test_a_ballot_made_with_the_public_key_alone_is_found(closed):
    plain = sealing.contents_of("001", "ABCDEFGHJK", form=closed.form, group="A", key="not the door's key")
    closed.ballots.filter(pk=closed.ballots.first().pk).update(sealed=sealing.seal(PAIR.public, plain))

    assert "not taken in here" in refused(closed)


def test_two_ballots_whose_groups_were_exchanged_are_found(closed):
    one, other = closed.ballots.filter(group="A").first(), closed.ballots.get(group="B")
    closed.ballots.filter(pk=one.pk).update(group="B")
    closed.ballots.filter(pk=other.pk).update(group="A")

    assert "not for its group" in refused(closed)


def test_a_ballot_copied_over_another_is_found(closed):
    one, other = closed.ballots.filter(group="A")[:2]
    closed.ballots.filter(pk=one.pk).update(sealed=other.sealed)

    assert "twice" in refused(closed)


def test_a_single_changed_character_is_found(closed):
    ballot = closed.ballots.first()
    changed = ballot.sealed[:60] + ("A" if ballot.sealed[60] != "A" else "B") + ballot.sealed[61:]
    closed.ballots.filter(pk=ballot.pk).update(sealed=changed)

    assert "does not open" in refused(closed)


def test_a_ballot_that_is_gone_is_found(closed):
    closed.ballots.filter(pk=closed.ballots.first().pk).delete()

    assert "differ" in refused(closed)


def test_a_void_slip_is_cast_no_more_and_a_cast_one_is_not_made_void(box):
    fresh, spent = mark_of(box.slips[5].code, KEY), mark_of(box.slips[0].code, KEY)

    assert (issuing.void_slip(fresh), issuing.void_slip(fresh), issuing.void_slip(spent)) == (
        True,
        False,
        False,
    )
    assert factories.cast(box.slips[5].code, [["1"]], KEY) == Outcome.VOID
    assert (issuing.slip_is(fresh), issuing.slip_is(spent)) == (SlipState.VOID, SlipState.SPENT)
    assert issuing.void_slip("no such mark") is False


def test_paper_and_phone_are_counted_apart_and_opened_together(box):
    number = iter(["paper one", "paper two"])
    issuing.add_slips(box.form, {"B": 2}, Channel.PAPER, lambda: next(number))

    assert factories.cast("paper one", [["9"]], KEY) == Outcome.ACCEPTED
    assert issuing.close_box(box.form).marks == {"A": {"phone": 4}, "B": {"paper": 1, "phone": 1}}
    assert counting.open_ballots(box.form, PAIR.private) == 6


def test_a_form_without_a_key_stays_shut_and_a_key_is_set_before_opening_only(box):
    form = issuing.put_form(numbered_sheet())
    issuing.open_box(form)

    assert BoxForm.objects.get(pk=form).state == BoxState.PREPARED
    assert (issuing.put_key(form, PAIR.public), issuing.key_in_box(form)) == (True, PAIR.public)
    assert issuing.put_key(box.form, "another") is False


def test_blank_rows_are_as_long_as_sealed_ones_whatever_the_form(box):
    for sheet in (numbered_sheet(), hall_sheet(14, 3), hall_sheet(7, 5)):
        form = issuing.put_form(sheet, PAIR.public)
        issuing.add_slips(form, {"A": 2})
        lengths = {
            len(text) for text in SealedBallot.objects.filter(form=form).values_list("sealed", flat=True)
        }
        assert lengths == {sealing.sealed_length(len(sheet.blank))}


OLD = importlib.import_module("shuzhi.ballots.migrations.0001_the_box")
NEW = importlib.import_module("shuzhi.ballots.migrations.0007_sealed_box")


@pytest.fixture
def old(tmp_path):
    """A box as it was before ballots were sealed: a form, two slips, one of them used, two blank rows."""
    connection = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "old.sqlite3")}}
    )["default"]
    with connection.schema_editor() as editor:
        OLD.make_tables(None, editor)
    rows = {
        "ballots_boxform": [("f1", numbered_sheet().to_text(), "prepared")],
        "ballots_slip": [("m1", "f1", "A", 0, "0" * 64), ("m2", "f1", "A", 1, "9" * 64)],
        "ballots_sealedballot": [("b1", "f1", "A", 0, "000"), ("b2", "f1", "A", 0, "000")],
    }
    with connection.cursor() as cursor:
        for table, values in rows.items():
            marks = ", ".join(["%s"] * len(values[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
    yield connection
    connection.close()


def sealed(connection) -> None:
    with connection.schema_editor() as editor:
        NEW.seal_the_box(None, editor)


def test_an_old_box_keeps_its_slips_and_gets_blank_rows_of_the_sealed_length(old):
    sealed(old)

    with old.cursor() as cursor:
        cursor.execute("SELECT mark, channel, state FROM ballots_slip ORDER BY mark")
        assert cursor.fetchall() == [("m1", "phone", "fresh"), ("m2", "phone", "spent")]
        cursor.execute("SELECT id, length(sealed), filled FROM ballots_sealedballot ORDER BY id")
        assert cursor.fetchall() == [("b1", sealing.sealed_length(3), 0), ("b2", sealing.sealed_length(3), 0)]
        cursor.execute("SELECT public, remote FROM ballots_boxform")
        assert cursor.fetchall() == [("", "")]
        cursor.execute("SELECT sheet FROM ballots_boxform")
        assert json.loads(cursor.fetchall()[0][0])["form"] == "测试票"


def test_a_box_with_ballots_in_the_clear_is_not_migrated(old):
    with old.cursor() as cursor:
        cursor.execute("UPDATE ballots_sealedballot SET filled = 1 WHERE id = 'b1'")

    with pytest.raises(RuntimeError, match="declare them first"):
        sealed(old)

    with old.cursor() as cursor:
        cursor.execute("SELECT choices FROM ballots_sealedballot")
        assert len(cursor.fetchall()) == 2


def test_slips_and_their_states_have_one_length_each():
    assert {len(state) for state in SlipState} == {5}
    assert Slip._meta.get_field("state").max_length == 5
