"""Writes forms and slips into the box, and opens and closes it. Knows no person and reads no ballot."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from shuzhi.ballots.codes import mark_of, new_code
from shuzhi.ballots.models.box import BoxForm, SealedBallot, Slip
from shuzhi.ballots.sheet import WIDTH, BoxState, Sheet

BOX = "box"
# As long as the hash that takes its place, so that a spent slip is written where it lies.
NO_NONCE = "0" * 64
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip on its way to paper: the only moment at which its code is known."""

    group: str
    code: str


def put_form(sheet: Sheet) -> str:
    """A new form in the box, closed to everyone; its random id."""
    form = BoxForm.objects.create(id=secrets.token_hex(16), sheet=sheet.to_text(), state=BoxState.PREPARED)
    return form.id


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
def add_slips(form_id: str, wanted: Mapping[str, int]) -> list[PrintedSlip]:
    """New slips and as many blank rows; the whole pool is written again, so that no row shows its age."""
    form = BoxForm.objects.select_for_update().get(pk=form_id)
    sheet = Sheet.from_text(form.sheet)
    printed = [PrintedSlip(group, new_code()) for group, count in wanted.items() for _ in range(count)]
    slips = [
        Slip(mark=mark_of(slip.code, settings.SLIP_KEY), form=form_id, group=slip.group, nonce=NO_NONCE)
        for slip in printed
    ]
    Slip.objects.bulk_create(sorted(slips, key=lambda slip: slip.mark), batch_size=AT_ONCE)
    pool = list(SealedBallot.objects.filter(form=form_id))
    SealedBallot.objects.filter(form=form_id).delete()
    _write_pool([*pool, *(_blank(form_id, slip.group, sheet) for slip in printed)])
    return printed


def open_box(form_id: str) -> None:
    """From here the door takes ballots for this form."""
    BoxForm.objects.filter(pk=form_id, state=BoxState.PREPARED).update(state=BoxState.OPEN)


def close_box(form_id: str) -> None:
    """From here the door takes none; a batch that was being written is waited for."""
    BoxForm.objects.filter(pk=form_id, state__in=[BoxState.PREPARED, BoxState.OPEN]).update(
        state=BoxState.CLOSED
    )


def sheet_of(form_id: str) -> Sheet:
    """What stands on the ballots of this form."""
    return Sheet.from_text(BoxForm.objects.values_list("sheet", flat=True).get(pk=form_id))


def fits_a_row(sheet: Sheet, most_cells: int, most_steps: int) -> bool:
    """Whether a filled ballot of this form has room in one row."""
    return 0 < sheet.cells <= most_cells and all(row.steps <= most_steps < 16**WIDTH for row in sheet.rows)


def _blank(form_id: str, group: str, sheet: Sheet) -> SealedBallot:
    return SealedBallot(id=secrets.token_hex(16), form=form_id, group=group, choices=sheet.blank)


def _write_pool(pool: Sequence[SealedBallot]) -> None:
    """All rows in the order of their random ids, in the caller's one transaction."""
    SealedBallot.objects.bulk_create(sorted(pool, key=lambda row: row.id), batch_size=AT_ONCE)
