"""What comes is compared with what left and with what is here; only what one side alone changed is done."""

from dataclasses import dataclass, field
from typing import Any

from shuzhi.ballots import carrying
from shuzhi.exchange import queries
from shuzhi.exchange.actions.rows import put_rows, refuse_loose_rows
from shuzhi.exchange.models import Errand
from shuzhi.exchange.queries import Row, Rows
from shuzhi.exchange.states import BOX_PART, PackageFault, sum_of


@dataclass
class Homecoming:
    """What taking a package home did, or what stood against it; with conflicts nothing was done."""

    errand: Errand
    added: int = 0
    changed: int = 0
    removed: int = 0
    ballots: int = 0
    conflicts: list[str] = field(default_factory=list)

    @property
    def did_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed or self.ballots or self.conflicts)


class Conflicts(Exception):  # noqa: N818 - reads as what was found
    """Both sides changed the same; carries what."""

    def __init__(self, found: Homecoming) -> None:
        super().__init__("; ".join(found.conflicts))
        self.found = found


def merge(errand: Errand, rows: Rows, boxes: dict[str, carrying.Carried]) -> Homecoming:
    """Rows and boxes of a package into this server; with a conflict the caller undoes the whole."""
    found = Homecoming(errand)
    here = queries.day_rows(errand.meeting)
    for table in queries.TABLES:
        _compare(found, table, {str(row["pk"]): row for row in here[table]}, rows[table])
    if found.conflicts:
        return found
    for form, content in sorted(boxes.items()):
        _take_box(found, form, content)
    try:
        refuse_loose_rows()
    except PackageFault as fault:
        found.conflicts.append(str(fault))
    after = queries.day_rows(errand.meeting)
    found.conflicts += [
        table
        for table in queries.TABLES
        if queries.sums({table: after[table]}) != queries.sums({table: rows[table]})
    ]
    return found


def _compare(found: Homecoming, table: str, here: dict[str, Row], coming: list[Row]) -> None:
    """Three ways: as it left, as it is here, as it comes. Only what one side alone changed is done."""
    left: dict[str, str] = found.errand.before.get(table, {})
    put: list[Row] = []
    for row in coming:
        pk, now = str(row["pk"]), sum_of(row["fields"])
        was = sum_of(here[pk]["fields"]) if pk in here else None
        if now == was:
            continue
        if was is None and pk not in left and not _is_taken(table, row["pk"]):
            found.added += 1
        elif was is not None and was == left.get(pk):
            found.changed += 1
        else:
            found.conflicts.append(f"{table} {pk}")
            continue
        put.append(row)
    gone = here.keys() - {str(row["pk"]) for row in coming}
    for pk in sorted(gone):
        if left.get(pk) != sum_of(here[pk]["fields"]):
            found.conflicts.append(f"{table} {pk}")
    if not found.conflicts:
        put_rows(put)
        model = queries.TABLES[table]
        for pk in gone:
            model._default_manager.filter(pk=pk).delete()  # noqa: SLF001 - public
            found.removed += 1


def _is_taken(table: str, pk: Any) -> bool:
    """Whether another meeting's row has this key."""
    return queries.TABLES[table]._default_manager.filter(pk=pk).exists()  # noqa: SLF001 - public


def _take_box(found: Homecoming, form: str, content: carrying.Carried) -> None:
    if carrying.state_in_box(form):
        if carrying.carried(form) != content:
            found.conflicts.append(f"{BOX_PART}{form}")
        return
    carrying.put_carried(form, content)
    found.ballots += len(content["ballots_receipt"])
