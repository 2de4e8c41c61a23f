"""Responsibilities come down the tree and are added to; how many lines a year has comes from the nearest office."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.db.models import Q

from shuzhi.duties.models import Quota, Responsibility
from shuzhi.duties.states import Kind
from shuzhi.organisations.models import Organisation

STEP = Organisation.steplen


@dataclass(frozen=True, slots=True)
class Line:
    """A responsibility as it stands at one unit: from where, and what this unit made of it."""

    responsibility: Responsibility
    inherited: bool
    carried_out: list[Responsibility]


@cache
def shipped_quota() -> dict[str, tuple[int, int]]:
    """The counts where no office has set others: 1+1+1."""
    text = (Path(__file__).parent.parent / "data" / "quota.yaml").read_text(encoding="utf-8")
    return {Kind(kind): (least, most) for kind, (least, most) in yaml.safe_load(text).items()}


def quota_of(organisation: Organisation, year: int) -> dict[str, tuple[int, int]]:
    """At least and at most so many lines of each kind; the nearest unit above that says so counts."""
    counts = dict(shipped_quota())
    rows = Quota.objects.filter(organisation__path__in=_way_down(organisation), year=year)
    for quota in rows.order_by("organisation__path"):
        counts[quota.kind] = (quota.least, quota.most)
    return counts


def responsibilities_of(organisation: Organisation, year: int) -> list[Line]:
    """All that holds at this unit in the year, from the top down; its own lines stand after those from above.

    A line that carries out one from above stands beneath it.
    """
    rows = (
        Responsibility.objects.filter(organisation__path__in=_way_down(organisation), since__lte=year)
        .filter(Q(until=None) | Q(until__gte=year))
        .select_related("organisation", "refines")
        .order_by("organisation__path", "code")
    )
    holding = [
        row
        for row in rows
        if row.organisation_id == organisation.pk or not row.kinds or organisation.kind in row.kinds
    ]
    keys = {row.pk for row in holding}
    return [
        Line(
            row,
            row.organisation_id != organisation.pk,
            [one for one in holding if one.refines_id == row.pk],
        )
        for row in holding
        if row.refines_id not in keys
    ]


def _way_down(organisation: Organisation) -> list[str]:
    path = organisation.scope_path
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]
