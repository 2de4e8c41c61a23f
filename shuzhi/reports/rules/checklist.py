"""The checklist of a cycle, and what the system finds by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import topics_for
from shuzhi.reports.models import Check, Edition, VettingPlan, is_answered
from shuzhi.reports.states import NoteState


@cache
def plan_defaults() -> dict[str, Any]:
    """What a cycle vets by until its office says otherwise."""
    text = files("shuzhi.reports").joinpath("data/vetting.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def plan_of(cycle: Cycle) -> VettingPlan:
    """The cycle's own plan of vetting, or one with the defaults that is not stored."""
    return VettingPlan.objects.filter(cycle=cycle).first() or VettingPlan(cycle=cycle, **plan_defaults())


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: what is asked, what the system found, what the office answered."""

    key: str
    text: str
    help: str
    finding: str | None
    check: Check | None

    @property
    def is_found_met(self) -> bool:
        return self.finding == ""

    @property
    def is_answered(self) -> bool:
        return self.check is not None or self.is_found_met


def checklist_of(edition: Edition, plan: VettingPlan | None = None) -> list[Item]:
    """Every item of the cycle's checklist with its answer for this edition."""
    plan = plan or plan_of(edition.report.cycle)
    given = {check.item: check for check in edition.checks.select_related("made_by")}
    return [
        Item(one["key"], one["text"], one.get("help", ""), _finding(one, edition), given.get(one["key"]))
        for one in plan.checklist
    ]


def unanswered(edition: Edition) -> list[Item]:
    """The items that still want an answer before the text can be accepted."""
    return [item for item in checklist_of(edition) if not item.is_answered]


def _finding(item: dict[str, Any], edition: Edition) -> str | None:
    """What is wanting, "" when nothing is, None where only a person can tell."""
    find = FINDERS.get(item.get("found_by", ""))
    return find(edition) if find else None


def _topics_answered(edition: Edition) -> str:
    given = {row["code"] for row in edition.answers if is_answered(row)}
    wanted = [topic for topic in topics_for(edition.report.reporter) if topic.must_report]
    missing = [topic.code for topic in wanted if topic.code not in given]
    return _("without an answer: %(codes)s") % {"codes": "、".join(missing)} if missing else ""


def _notes_answered(edition: Edition) -> str:
    waiting = edition.report.notes.filter(
        sent_at__isnull=False, edition__number__lt=edition.number, state=NoteState.OPEN
    ).count()
    said = ngettext("%(n)d note without a reply", "%(n)d notes without a reply", waiting)
    return said % {"n": waiting} if waiting else ""


def _in_time(edition: Edition) -> str:
    first = edition.report.editions.order_by("number").first()
    due = edition.report.cycle.report_due
    late = (timezone.localdate(first.made_at) - due).days if first and due else 0
    return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late > 0 else ""


FINDERS: dict[str, Callable[[Edition], str]] = {
    "topics_answered": _topics_answered,
    "notes_answered": _notes_answered,
    "in_time": _in_time,
}
