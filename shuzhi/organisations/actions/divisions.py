from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries.divisions import Division
from shuzhi.organisations.queries.paths import STEP, FreeSteps
from shuzhi.organisations.rules import may_create_organisation
from shuzhi.organisations.states import (
    CATEGORY_OF_DIVISION,
    KIND_BY_CODE_LENGTH,
    PLACEHOLDER_CITIES,
    SOURCE_DIVISIONS,
    Kind,
    Tree,
)
from shuzhi.web.refusal import require


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load did; `kept` were changed by hand since an earlier load and stay as they are."""

    created: int = 0
    updated: int = 0
    kept: int = 0
    unchanged: int = 0

    @property
    def nodes(self) -> int:
        return self.created + self.updated + self.kept + self.unchanged


@dataclass(slots=True)
class _Known:
    pk: int
    path: str
    name: str
    hidden: bool
    source: str


@transaction.atomic
def load_province(rows: Sequence[Division], *, actor: User | None) -> Loaded:
    """Brings one province up to date, whole or not at all; what is there already stays where it is.

    `rows` are the province and everything below it, parents first. After a kill the next run finds the
    provinces that were finished unchanged and goes on with the one that was not.
    """
    require(may_create_organisation(actor, None, Tree.TERRITORIAL))
    known = _known(rows[0].code)
    fresh = [row for row in rows if row.code not in known]
    changed = [row for row in rows if row.code in known and _differs(known[row.code], row)]
    ours = [row for row in changed if known[row.code].source == SOURCE_DIVISIONS]
    if fresh:
        _plant(fresh, known, rows[0].code)
    if ours:
        _rename(ours, known)
    done = Loaded(len(fresh), len(ours), len(changed) - len(ours), len(rows) - len(fresh) - len(changed))
    if fresh or ours:
        province = Organisation.objects.get(code=rows[0].code)
        record(actor, "divisions.loaded", province, detail={"created": done.created, "updated": done.updated})
    return done


def _known(province_code: str) -> dict[str, _Known]:
    here = Organisation.objects.filter(code__begins=province_code).order_by()
    columns = here.values_list("code", "pk", "path", "name", "hidden", "source")
    return {code: _Known(*rest) for code, *rest in columns.iterator(chunk_size=5000)}


def _is_hidden(row: Division) -> bool:
    return KIND_BY_CODE_LENGTH[len(row.code)] == Kind.CITY and row.name in PLACEHOLDER_CITIES


def _differs(known: _Known, row: Division) -> bool:
    return known.name != row.name or known.hidden != _is_hidden(row)


def _plant(fresh: list[Division], known: dict[str, _Known], province_code: str) -> None:
    """Works out all new paths in memory and writes the rows in bulk."""
    free = FreeSteps(_paths_taken(known.get(province_code)))
    paths = {code: row.path for code, row in known.items()}
    children = Counter(row.parent_code for row in fresh)
    nodes = []
    for row in fresh:
        path = paths[row.code] = free.below(paths.get(row.parent_code, ""))
        kind = KIND_BY_CODE_LENGTH[len(row.code)]
        nodes.append(
            Organisation(
                path=path,
                depth=len(path) // STEP,
                numchild=children[row.code],
                code=row.code,
                name=row.name,
                tree=Tree.TERRITORIAL,
                kind=kind,
                category=CATEGORY_OF_DIVISION[kind],
                hidden=_is_hidden(row),
                source=SOURCE_DIVISIONS,
            )
        )
    Organisation.objects.bulk_create(nodes, batch_size=2000)
    for code, count in children.items():
        if code in known:
            Organisation.objects.filter(pk=known[code].pk).update(numchild=F("numchild") + count)


def _paths_taken(province: _Known | None) -> list[str]:
    """The paths that new ones must not collide with: the roots, and all below the province."""
    roots = list(Organisation.objects.filter(depth=1).order_by().values_list("path", flat=True))
    if province is None:
        return roots
    below = Organisation.objects.filter(path__begins=province.path).order_by()
    return roots + list(below.values_list("path", flat=True))


def _rename(rows: list[Division], known: dict[str, _Known]) -> None:
    nodes = [Organisation(pk=known[row.code].pk, name=row.name, hidden=_is_hidden(row)) for row in rows]
    Organisation.objects.bulk_update(nodes, ["name", "hidden"], batch_size=500)
