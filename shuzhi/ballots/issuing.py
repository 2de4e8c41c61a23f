"""Writes forms and slips into the box, and opens and closes it. Knows no person and reads no ballot."""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from shuzhi.ballots import sealing
from shuzhi.ballots.codes import mark_of, new_code
from shuzhi.ballots.models.box import BOX, BoxForm, OpenedBallot, Receipt, SealedBallot, Slip, leave_no_trace
from shuzhi.ballots.sheet import WIDTH, BoxState, Channel, Sheet, SlipState

# As long as the hash that takes its place, so that a spent slip is written where it lies.
NO_NONCE = "0" * 64
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip on its way to paper: the only moment at which its code is known."""

    group: str
    code: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing publishes: the root over the sealed ballots, their number, spent slips by group and channel."""

    root: str
    sealed: int
    marks: dict[str, dict[str, int]]


def put_form(sheet: Sheet, public: str = "") -> str:
    """A new form in the box, closed to everyone; its random id. Its key may come later, by the ceremony."""
    form = BoxForm(id=secrets.token_hex(16), sheet=sheet.to_text(), state=BoxState.PREPARED, public=public)
    form.save(force_insert=True)
    return form.id


@transaction.atomic(using=BOX)
def put_key(form_id: str, public: str) -> bool:
    """What ballots of a form that has not been opened are sealed to; whether it could be set."""
    forms = BoxForm.objects.filter(pk=form_id, state=BoxState.PREPARED)
    return forms.update(public=public) == 1


def key_in_box(form_id: str) -> str:
    """What ballots of this form are sealed to."""
    return BoxForm.objects.values_list("public", flat=True).get(pk=form_id)


@transaction.atomic(using=BOX)
def replace_sheet(form_id: str, sheet: Sheet) -> None:
    """Other reporters or rows on a form that has not been opened; slips that are printed stay good."""
    form = BoxForm.objects.select_for_update().get(pk=form_id, state=BoxState.PREPARED)
    form.sheet = sheet.to_text()
    form.save(update_fields=["sheet"])
    groups = list(SealedBallot.objects.filter(form=form_id).values_list("group", flat=True))
    SealedBallot.objects.filter(form=form_id).delete()
    _write_pool([_blank(form_id, group, sheet) for group in groups])


@transaction.atomic(using=BOX)
def add_slips(
    form_id: str,
    wanted: Mapping[str, int],
    channel: str = Channel.PHONE,
    draw: Callable[[], str] = new_code,
) -> list[PrintedSlip]:
    """New slips and as many blank rows; the whole pool is written again, so that no row shows its age.

    A paper ballot's number is drawn by `draw`: its slip is known by the number as a phone's by its code.
    """
    form = BoxForm.objects.select_for_update().get(pk=form_id)
    sheet = Sheet.from_text(form.sheet)
    printed = [PrintedSlip(group, draw()) for group, count in wanted.items() for _ in range(count)]
    slips = [
        Slip(
            mark=mark_of(slip.code, settings.SLIP_KEY),
            form=form_id,
            group=slip.group,
            channel=channel,
            nonce=NO_NONCE,
        )
        for slip in printed
    ]
    Slip.objects.bulk_create(sorted(slips, key=lambda slip: slip.mark), batch_size=AT_ONCE)
    pool = list(SealedBallot.objects.filter(form=form_id))
    SealedBallot.objects.filter(form=form_id).delete()
    _write_pool([*pool, *(_blank(form_id, slip.group, sheet) for slip in printed)])
    return printed


@transaction.atomic(using=BOX)
def void_slip(mark: str) -> bool:
    """Whether the slip was fresh and is now void; a ballot cast at the same moment wins or loses, never both.

    Its blank row stays: which one it would have been is known to nobody.
    """
    form_id = Slip.objects.filter(pk=mark).values_list("form", flat=True).first()
    if form_id is None:
        return False
    # The same lock as the door's, so that the slip is looked at and written between two of its commits.
    BoxForm.objects.select_for_update().get(pk=form_id)
    return Slip.objects.filter(pk=mark, state=SlipState.FRESH).update(state=SlipState.VOID) == 1


@transaction.atomic(using=BOX)
def withdraw_fresh(form_id: str, group: str, channel: str) -> int:
    """All fresh slips of a group and channel leave a form that has not been opened, and as many blank rows.

    How many slips of them the box still has. Their codes need not be known: the door knows them no more.
    """
    BoxForm.objects.select_for_update().get(pk=form_id, state=BoxState.PREPARED)
    own = Slip.objects.filter(form=form_id, group=group, channel=channel)
    gone, _tables = own.filter(state=SlipState.FRESH).delete()
    pool = list(SealedBallot.objects.filter(form=form_id))
    blank = [row.id for row in pool if row.group == group][:gone]
    SealedBallot.objects.filter(form=form_id).delete()
    _write_pool([row for row in pool if row.id not in set(blank)])
    return own.count()


def slip_is(mark: str) -> str:
    """The state of a slip, or empty when there is none."""
    return Slip.objects.filter(pk=mark).values_list("state", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """What the box knows of one slip."""

    form: str
    group: str
    channel: str
    state: str


def find_slip(mark: str) -> FoundSlip | None:
    """The slip with this mark, or None."""
    row = Slip.objects.filter(pk=mark).values_list("form", "group", "channel", "state").first()
    return FoundSlip(*row) if row else None


def count_void(form_id: str, group: str, channel: str) -> int:
    """How many slips of a group and channel are void."""
    return Slip.objects.filter(form=form_id, group=group, channel=channel, state=SlipState.VOID).count()


@transaction.atomic(using=BOX)
def put_remote_keys(form_id: str, keys: Mapping[str, str]) -> None:
    """By these keys, group by group, the door knows an entitlement that was taken from afar."""
    form = BoxForm.objects.select_for_update().get(pk=form_id)
    form.remote = json.dumps({group: json.loads(key) for group, key in sorted(keys.items())})
    form.save(update_fields=["remote"])


def open_box(form_id: str) -> None:
    """From here the door takes ballots for this form. A form without a key is never opened."""
    forms = BoxForm.objects.filter(pk=form_id, state=BoxState.PREPARED)
    forms.exclude(public="").update(state=BoxState.OPEN)


def close_box(form_id: str) -> Closing:
    """From here the door takes none; a batch that was being written is waited for. Closing again tells the same."""
    with transaction.atomic(using=BOX):
        form = BoxForm.objects.select_for_update().get(pk=form_id)
        if form.state in {BoxState.PREPARED, BoxState.OPEN}:
            form.state = BoxState.CLOSED
            form.save(update_fields=["state"])
            _lay_anew(form_id)
        closing = _closing(form_id)
    leave_no_trace()
    return closing


def _lay_anew(form_id: str) -> None:
    """Blank rows go; ballots and slips are written together, in the order of their random keys."""
    ballots = list(SealedBallot.objects.filter(form=form_id, filled=True))
    SealedBallot.objects.filter(form=form_id).delete()
    _write_pool(ballots)
    slips = list(Slip.objects.filter(form=form_id))
    Slip.objects.filter(form=form_id).delete()
    Slip.objects.bulk_create(sorted(slips, key=lambda slip: slip.mark), batch_size=AT_ONCE)


@transaction.atomic(using=BOX)
def discard_form(form_id: str) -> None:
    """A form of a rehearsal goes with everything that was put into it; what is not there is no fault."""
    for table in (Slip, SealedBallot, OpenedBallot, Receipt):
        table.objects.filter(form=form_id).delete()
    BoxForm.objects.filter(pk=form_id).delete()


def _closing(form_id: str) -> Closing:
    rows = SealedBallot.objects.filter(form=form_id, filled=True).values_list("id", "group", "sealed")
    leaves = [sealing.leaf(*row) for row in sorted(rows)]
    spent = Slip.objects.filter(form=form_id, state=SlipState.SPENT).values_list("group", "channel")
    marks: dict[str, dict[str, int]] = {}
    for (group, channel), count in sorted(Counter(spent).items()):
        marks.setdefault(group, {})[channel] = count
    return Closing(sealing.root_of(leaves), len(leaves), marks)


def sheet_of(form_id: str) -> Sheet:
    """What stands on the ballots of this form."""
    return Sheet.from_text(BoxForm.objects.values_list("sheet", flat=True).get(pk=form_id))


def fits_a_row(sheet: Sheet, most_cells: int, most_steps: int) -> bool:
    """Whether a filled ballot of this form has room in one row."""
    return 0 < sheet.cells <= most_cells and all(row.steps <= most_steps < 16**WIDTH for row in sheet.rows)


def _blank(form_id: str, group: str, sheet: Sheet) -> SealedBallot:
    text = sealing.blank(len(sheet.blank))
    return SealedBallot(id=secrets.token_hex(16), form=form_id, group=group, sealed=text)


def _write_pool(pool: Sequence[SealedBallot]) -> None:
    """All rows in the order of their random ids, in the caller's one transaction."""
    SealedBallot.objects.bulk_create(sorted(pool, key=lambda row: row.id), batch_size=AT_ONCE)
