import unicodedata
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Length, Substr

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import BEHIND_ALL, in_scope, scope_paths
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import CATEGORY_OF_DIVISION, Kind, Tree

STEP = Organisation.steplen
HITS = 20
MOST_CHILDREN = 300


def within(user: User | None, capability: str) -> QuerySet[Organisation]:
    """The organisations where the user has the capability; all of them for the server's own shell (None)."""
    if user is None:
        return _all()
    rows = _all().filter(in_scope(user, capability, path="path"))
    # The subquery alone decides; naming its paths as well lets the database go straight to them.
    return rows.filter(_below_any(_highest(user, capability)))


def subtree(organisation: Organisation) -> QuerySet[Organisation]:
    """The organisation and everything below it, parents before children."""
    return _all().filter(path__begins=organisation.path).order_by("path")


def above(organisation: Organisation) -> list[Organisation]:
    """The organisations on the way from the root to this one, without the hidden ones and without itself."""
    path = str(organisation.path)
    paths = [path[:end] for end in range(STEP, len(path), STEP)]
    return list(_all().filter(path__in=paths, hidden=False).order_by("path"))


def search(
    text: str, limit: int = HITS, *, among: QuerySet[Organisation] | None = None
) -> list[Organisation]:
    """The organisations whose code or name begins with the text, then those whose name contains it.

    Higher levels come first, so that a district stands above its villages of the same name.
    """
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        return []
    rows = (_all() if among is None else among).filter(hidden=False)
    # A union, not an "or": each part then uses the index of its own column, on both databases.
    parts = _beginning("name", wanted).union(_beginning("code", wanted), _short(wanted))
    begins = rows.filter(pk__in=parts)
    found = list(begins.order_by("depth", "code")[:limit])
    if len(found) < limit and len(wanted) > 1 and not wanted.isdigit():
        inside = rows.filter(name__contains=wanted)
        seen = [row.pk for row in found]
        found += inside.exclude(pk__in=seen).order_by()[: limit - len(found)]
    return found


def tops(user: User | None, capability: str) -> QuerySet[Organisation]:
    """The highest organisations of the user's scope: where the tree begins for them."""
    if user is None:
        return _all().filter(depth=1)
    highest = _highest(user, capability)
    return _all().filter(depth=1) if "" in highest else _all().filter(path__in=highest)


def tops_shown(user: User | None, capability: str) -> QuerySet[Organisation]:
    """Where the territorial tree begins for the user."""
    return tops(user, capability).filter(tree=Tree.TERRITORIAL, hidden=False).order_by("code")


def vertical_tops(user: User | None, capability: str) -> QuerySet[Organisation]:
    """Where the vertical trees begin for the user: vertical nodes that hang below none of their kind."""
    parent = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP)
    vertical = _all().filter(tree=Tree.VERTICAL)
    hangs_below_another = within(user, capability).filter(tree=Tree.VERTICAL, path=parent)
    in_sight = within(user, capability).filter(tree=Tree.VERTICAL, hidden=False)
    return in_sight.filter(pk__in=vertical.values("pk")).exclude(Exists(hangs_below_another)).order_by("code")


def children_shown(organisation: Organisation, tree: str | None = None) -> QuerySet[Organisation]:
    """The children in the order of their codes; the children of a hidden child stand in its place."""
    below = _all().filter(path__begins=organisation.path)
    hidden = below.filter(depth=organisation.depth + 1, hidden=True).values_list("path", flat=True)
    wanted = Q(depth=organisation.depth + 1, hidden=False)
    for path in hidden:
        wanted |= Q(depth=organisation.depth + 2, path__begins=path, hidden=False)
    shown = below.filter(wanted).order_by("code")
    return shown.filter(tree=tree) if tree else shown


def kinds_below(organisation: Organisation) -> list[tuple[Kind, int]]:
    """How many organisations of each kind stand below this one, hidden ones left out."""
    below = subtree(organisation).filter(hidden=False).exclude(pk=organisation.pk)
    counts = dict(below.order_by().values_list("kind").annotate(rows=Count("pk")))
    return [(kind, counts[kind]) for kind in Kind if kind in counts]


def with_children(rows: QuerySet[Organisation], tree: str) -> list[tuple[Organisation, bool]]:
    """Each organisation, and whether it opens in this tree."""
    last = Concat(OuterRef("path"), Value(BEHIND_ALL), output_field=CharField())
    child = _all().filter(tree=tree, path__gt=OuterRef("path"), path__lte=last)
    return [(row, row.opens) for row in rows.annotate(opens=Exists(child))]


def above_within(organisation: Organisation, user: User, capability: str) -> list[Organisation]:
    """The way down to this organisation, from where the user's scope begins."""
    path = str(organisation.path)
    paths = [path[:end] for end in range(STEP, len(path), STEP)]
    return list(within(user, capability).filter(path__in=paths, hidden=False).order_by("path"))


def with_places(rows: list[Organisation]) -> list[tuple[Organisation, str]]:
    """Each organisation with the names above it, so that two of the same name can be told apart."""
    paths = {str(row.path)[:end] for row in rows for end in range(STEP, len(row.path), STEP)}
    names = dict(_all().filter(path__in=paths, hidden=False).values_list("path", "name"))
    return [
        (
            row,
            " ".join(
                names[path] for end in range(STEP, len(row.path), STEP) if (path := row.path[:end]) in names
            ),
        )
        for row in rows
    ]


def likely_child(parent: Organisation | None) -> dict[str, str]:
    """What a new organisation below this one most likely is, to prefill the form."""
    if parent is None:
        return {}
    if parent.tree == Tree.VERTICAL:
        return {"tree": Tree.VERTICAL, "kind": Kind.UNIT}
    kinds = list(CATEGORY_OF_DIVISION)
    place = kinds.index(Kind(parent.kind)) + 1 if parent.kind in kinds else len(kinds)
    if place >= len(kinds):
        return {"tree": parent.tree, "kind": Kind.UNIT}
    return {"tree": parent.tree, "kind": kinds[place], "category": CATEGORY_OF_DIVISION[kinds[place]]}


def _all() -> QuerySet[Organisation]:
    rows: QuerySet[Organisation] = Organisation.objects.all()
    return rows


def _beginning(column: str, text: str) -> QuerySet[Organisation, dict[str, Any]]:
    return _all().filter(**{f"{column}__begins": text}).order_by().values("pk")


def _short(text: str) -> QuerySet[Organisation, dict[str, Any]]:
    # Naming the condition of the index is what makes the database use it.
    return _beginning("short_name", text).exclude(short_name="")


def _highest(user: User, capability: str) -> list[str]:
    """The paths of the user's grants, without those below another of them."""
    rows = scope_paths(user, capability).filter(cycle_id=None)
    highest: list[str] = []
    for path in sorted(rows.values_list("organisation_path", flat=True)):
        if not any(path.startswith(higher) for higher in highest):
            highest.append(path)
    return highest


def _below_any(paths: list[str]) -> Q:
    if "" in paths:
        return Q()
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__begins=path)
    return below
