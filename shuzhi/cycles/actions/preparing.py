import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.models import Cycle, VoterGroupCount
from shuzhi.cycles.states import Publication
from shuzhi.organisations.models import Organisation
from shuzhi.scoring.rulebook.faults import RulebookFaults
from shuzhi.web.refusal import require

DATES = ("research_from", "report_due", "meeting_on", "decide_by", "rectify_by")


@cache
def report_defaults() -> dict[str, Any]:
    """The sections and limits a new cycle begins with; data, so that an office may bring its own."""
    text = files("shuzhi.cycles").joinpath("data/report.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@transaction.atomic
def create_cycle(
    organiser: Organisation,
    year: int,
    title: str,
    *,
    actor: User | None,
    invented: bool = False,
    research_from: date | None = None,
    report_due: date | None = None,
    meeting_on: date | None = None,
    decide_by: date | None = None,
    rectify_by: date | None = None,
) -> Cycle:
    """A new cycle in preparation, with the usual sections of a report."""
    require(rules.may_create_cycle(actor, organiser))
    defaults = report_defaults()
    cycle = Cycle.objects.create(
        organiser=organiser,
        year=year,
        title=title,
        invented=invented,
        report_sections=defaults["sections"],
        **{name: value for name, value in defaults.items() if name != "sections"},
        research_from=research_from,
        report_due=report_due,
        meeting_on=meeting_on,
        decide_by=decide_by,
        rectify_by=rectify_by,
    )
    record(actor, "cycle.created", cycle, detail={"year": year})
    return cycle


@transaction.atomic
def change_timetable(cycle: Cycle, *, actor: User | None, **dates: date | None) -> None:
    """Moves the dates named; the log keeps the old ones."""
    hold(cycle)
    require(rules.may_change_timetable(actor, cycle))
    before = {name: str(getattr(cycle, name) or "") for name in dates}
    for name, value in dates.items():
        if name not in DATES:
            raise KeyError(name)
        setattr(cycle, name, value)
    cycle.save(update_fields=[*dates])
    after = {name: str(value or "") for name, value in dates.items()}
    record(actor, "cycle.timetable_changed", cycle, detail={"before": before, "after": after})


@transaction.atomic
def change_report_frame(
    cycle: Cycle,
    *,
    actor: User | None,
    sections: list[dict[str, Any]],
    text_limit: int,
    problem_share: str,
    comment_minimum: int,
    speaking_minutes: int,
    speaking_speed: int | None = None,
    category_sections: dict[str, list[dict[str, Any]]] | None = None,
) -> None:
    """Says what a report consists of, for whom otherwise, how long it is, and how long a comment is at least."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    cycle.report_sections = sections
    cycle.text_limit = text_limit
    cycle.problem_share = problem_share
    cycle.comment_minimum = comment_minimum
    cycle.speaking_minutes = speaking_minutes
    cycle.speaking_speed = cycle.speaking_speed if speaking_speed is None else speaking_speed
    if category_sections is not None:
        cycle.category_sections = category_sections
    fields = ["report_sections", "text_limit", "problem_share", "comment_minimum", "speaking_minutes"]
    cycle.save(update_fields=[*fields, "speaking_speed", "category_sections"])
    said = {"sections": [one["title"] for one in sections], "categories": [*cycle.category_sections]}
    record(actor, "cycle.report_frame_changed", cycle, detail=said)


@transaction.atomic
def change_category_sections(
    cycle: Cycle, category: str, sections: list[dict[str, Any]] | None, *, actor: User | None
) -> None:
    """Gives a category of reporters sections of its own; None takes them away, and the cycle's hold again."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    cycle.refresh_from_db(fields=["category_sections"])
    others = {name: rows for name, rows in cycle.category_sections.items() if name != category}
    cycle.category_sections = {**others, category: sections} if sections else others
    cycle.save(update_fields=["category_sections"])
    titles = [one["title"] for one in sections or []]
    detail = {"category": category, "sections": titles}
    record(actor, "cycle.report_frame_changed", cycle, detail=detail)


@transaction.atomic
def choose_publication(cycle: Cycle, publication: str, *, actor: User | None) -> None:
    """Names the readers of the accepted reports; until the cycle is closed, each change stays in the log."""
    hold(cycle)
    require(rules.may_change_timetable(actor, cycle))
    before, cycle.publication = cycle.publication, Publication(publication)
    cycle.save(update_fields=["publication"])
    record(actor, "cycle.publication_chosen", cycle, detail={"before": before, "after": cycle.publication})


@transaction.atomic
def choose_rulebook(cycle: Cycle, text: str, *, actor: User | None) -> None:
    """Takes a sound rulebook; its ballot forms say which voter groups have to be counted.

    A faulty text raises `RulebookFaults` and changes nothing. Counts of groups that stay are kept.
    """
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    if faults := rules.faults_of(text):
        raise RulebookFaults(faults)
    rulebook = rules.rulebook_from(text)
    cycle.rulebook_text = text
    cycle.rulebook_hash = rulebook.digest
    cycle.rulebook_title = rulebook.title
    cycle.save(update_fields=["rulebook_text", "rulebook_hash", "rulebook_title"])
    counted = {(group.form, group.group): group.expected for group in cycle.voter_groups.all()}
    cycle.voter_groups.all().delete()
    groups = [(form, group) for form in rulebook.forms for group in form.groups]
    VoterGroupCount.objects.bulk_create(
        VoterGroupCount(
            cycle=cycle,
            form=form.name,
            group=group.name,
            label=group.label,
            expected=counted.get((form.name, group.name)),
            order=order,
        )
        for order, (form, group) in enumerate(groups)
    )
    record(actor, "cycle.rulebook_chosen", cycle, detail={"title": rulebook.title, "hash": rulebook.digest})


@transaction.atomic
def expect_voters(cycle: Cycle, expected: dict[tuple[str, str], int | None], *, actor: User | None) -> None:
    """Writes how many voters are expected for each ballot form and group."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    groups = {(group.form, group.group): group for group in cycle.voter_groups.all()}
    for key, number in expected.items():
        groups[key].expected = number
    VoterGroupCount.objects.bulk_update(groups.values(), ["expected"])
    said = {f"{form} {group}": number for (form, group), number in expected.items()}
    record(actor, "cycle.voters_expected", cycle, detail=said)
