"""A form of the box as it goes from one site to another: what it is, what lies in it, no secret of either site.

A ballot that was opened where it was cast comes with its sealed text and its openings, and is not opened again.
"""

from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.db.models import Model

from shuzhi.ballots import sealing
from shuzhi.ballots.models.box import BOX, BoxForm, OpenedBallot, Receipt, SealedBallot, Slip, leave_no_trace
from shuzhi.ballots.sheet import BoxState, SlipState

FIELDS: dict[type[Model], list[str]] = {
    Slip: ["mark", "group", "channel", "state", "nonce"],
    SealedBallot: ["id", "group", "filled", "sealed"],
    OpenedBallot: ["id", "group", "reporter", "marks"],
    Receipt: ["id", "code"],
}
Carried = dict[str, Any]


def state_in_box(form_id: str) -> str:
    """The state of a form, or empty when there is none."""
    return BoxForm.objects.filter(pk=form_id).values_list("state", flat=True).first() or ""


def carried(form_id: str) -> Carried:
    """Everything of one form, each table sorted by its random keys."""
    form = BoxForm.objects.get(pk=form_id)
    tables = {
        model._meta.db_table: sorted(  # noqa: SLF001 - Django's public way to a table's name
            list(row)
            for row in model._default_manager.filter(form=form_id).values_list(*fields)  # noqa: SLF001 - public
        )
        for model, fields in FIELDS.items()
    }
    return {"form": [form.sheet, form.state, form.public, form.remote], **tables}


def fault_in(content: Carried, root: str, sealed: int) -> str:
    """What does not agree within a form that was counted; empty when all of it does."""
    ballots = sorted(
        (key, group, text) for key, group, filled, text in content["ballots_sealedballot"] if filled
    )
    spent = [row for row in content["ballots_slip"] if row[3] == SlipState.SPENT]
    if sealing.root_of([sealing.leaf(*row) for row in ballots]) != root or len(ballots) != sealed:
        return "root"
    if len(spent) != sealed or len(content["ballots_receipt"]) != sealed:
        return "spent"
    return ""


@transaction.atomic(using=BOX)
def put_carried(form_id: str, content: Carried) -> None:
    """The form as it came, in place of what was here."""
    for model in FIELDS:
        model._default_manager.filter(form=form_id).delete()  # noqa: SLF001 - public
    BoxForm.objects.filter(pk=form_id).delete()
    sheet, state, public, remote = content["form"]
    BoxForm(id=form_id, sheet=sheet, state=BoxState(state), public=public, remote=remote).save(
        force_insert=True
    )
    for model, fields in FIELDS.items():
        rows = [
            model(form=form_id, **dict(zip(fields, row, strict=True)))
            for row in content[model._meta.db_table]  # noqa: SLF001 - as above
        ]
        model._default_manager.bulk_create(rows, batch_size=500)  # noqa: SLF001 - public


def whole() -> AbstractContextManager[None]:
    """What is put within it is put whole or not at all."""
    return transaction.atomic(using=BOX)


def settle() -> None:
    """After the transaction: nothing of what was here before lingers."""
    leave_no_trace()
