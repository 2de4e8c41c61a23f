from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.queries import cycles_for as cycles_seen_by
from shuzhi.fieldwork.models import Draw, sha256_of
from shuzhi.fieldwork.queries.drawing import drawn, seed_of
from shuzhi.fieldwork.states import DrawState
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Kind


def draws_for(user: User) -> QuerySet[Draw]:
    """The draws of every cycle a person sees: that one is sealed, and its seal, is known to all."""
    seen = cycles_seen_by(user).order_by().values("pk")
    rows = Draw.objects.filter(cycle__in=seen).exclude(state=DrawState.DRAFT)
    planned = Draw.objects.filter(
        in_scope(user, "visit.plan", path="cycle__organiser__path", cycle="cycle_id")
    )
    held = Draw.objects.filter(holders__user=user)
    sent = Draw.objects.filter(team=user)
    keys = [one.order_by().values("pk") for one in (rows, planned, held, sent)]
    found = Draw.objects.filter(pk__in=keys[0].union(*keys[1:]))
    return found.select_related("cycle__organiser").prefetch_related("holders__user", "team")


def draw_or_404(user: User, key: int) -> Draw:
    """A draw the person may know of."""
    return get_object_or_404(draws_for(user), pk=key)


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of the list: how many stand in it, how many are drawn."""

    name: str
    count: int
    size: int


def strata_of(draw: Draw) -> list[Stratum]:
    """The groups of the list with their sizes; the chance of a unit is size ÷ count."""
    counts = counts_of(draw.frame)
    return [Stratum(name, count, draw.sizes.get(name, 0)) for name, count in sorted(counts.items())]


def counts_of(frame: list[list[str]]) -> dict[str, int]:
    """How many units of each group a list holds."""
    counts: dict[str, int] = {}
    for _code, _name, stratum in frame:
        counts[stratum] = counts.get(stratum, 0) + 1
    return counts


def units_of(draw: Draw) -> list[dict[str, str]]:
    """What an opened draw gave, worked out from list and seed, never from a table."""
    if not draw.seed:
        return []
    return [
        {"number": str(number), "code": unit[0], "name": unit[1], "stratum": unit[2], "lot": ticket}
        for number, (unit, ticket) in enumerate(drawn(draw.frame, draw.sizes, draw.seed), start=1)
    ]


@dataclass(frozen=True, slots=True)
class Checks:
    """Whether an opened draw is what was sealed: each line can be checked by anyone with the file."""

    seal: bool
    words: bool
    seed: bool
    visits: bool

    @property
    def all_hold(self) -> bool:
        return self.seal and self.words and self.seed and self.visits


def checks_of(draw: Draw) -> Checks:
    """Works the draw out again: the seal over the list, the words, the seed, the visits."""
    holders = list(draw.holders.all())
    words = [holder.word for holder in holders]
    visited = set(draw.visits.values_list("organisation__code", flat=True))
    codes = [unit["code"] for unit in units_of(draw)]
    there = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    return Checks(
        seal=draw.digest() == draw.commitment,
        words=all(sha256_of(holder.word) == holder.word_hash for holder in holders),
        seed=seed_of(draw.commitment, draw.beacon_value, words) == draw.seed,
        visits=visited == there,
    )


def verification_file(draw: Draw) -> dict[str, object]:
    """All that anyone needs in order to repeat the draw without this product."""
    return {
        "content": draw.content(),
        "commitment": draw.commitment,
        "beacon_value": draw.beacon_value,
        "words": [holder.word for holder in draw.holders.all()],
        "seed": draw.seed,
        "drawn": [
            {name: unit[name] for name in ("code", "name", "stratum", "lot")} for unit in units_of(draw)
        ],
    }


def frame_below(top: Organisation, kinds: list[str], groups: str) -> list[list[str]]:
    """The units of these kinds below an organisation, grouped by kind, category or the unit above."""
    rows = Organisation.objects.filter(
        path__begins=top.path, depth__gt=top.depth, hidden=False, kind__in=kinds
    ).order_by("code")
    above = {str(row.path): row.name for row in Organisation.objects.filter(path__begins=top.path)}
    step = Organisation.steplen
    found = []
    for row in rows:
        names = {
            "none": "—",
            "kind": str(Kind(row.kind).label),
            "category": str(row.get_category_display()) or "—",
            "above": above.get(str(row.path)[:-step], "—"),
        }
        found.append([row.code, row.name, names[groups]])
    return found
