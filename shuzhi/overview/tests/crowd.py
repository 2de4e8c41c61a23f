"""A year with many reporters, written straight into the tables: what is measured is reading."""

from datetime import timedelta

from django.utils import timezone

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.tests.factories import SINCE, District, opened
from shuzhi.meetings.models import AgendaItem, Meeting
from shuzhi.organisations.models import Organisation, Person, Tenure
from shuzhi.rectification.models import Problem
from shuzhi.reports.models import Report
from shuzhi.results.models import Decision, Feedback, Proposal, Settlement

STAGES = ["draft", "handed_in", "returned", "accepted"]
GRADES = ["好", "较好", "一般", "差"]


def crowd(place: District, count: int) -> Cycle:
    """An open cycle with so many more reporters in every state of every step."""
    cycle = opened(place)
    reporters = _reporters(place, cycle, count)
    _reports_and_turns(cycle, reporters)
    _results(cycle, reporters)
    Problem.objects.bulk_create(
        Problem(
            reporter=one,
            number=number,
            source="comment",
            text="问题",
            state=state,
            due=timezone.localdate() - timedelta(days=1),
        )
        for one in reporters
        for number, state in enumerate(["listed", "assigned", "in_progress"], start=1)
    )
    return cycle


def _reporters(place: District, cycle: Cycle, count: int) -> list[Reporter]:
    top = place.organiser
    # The paths stand beside those of the streets; the tree's own numbers matter to nobody here.
    units = Organisation.objects.bulk_create(
        Organisation(
            path=f"{top.path}9{number:03d}",
            depth=top.depth + 1,
            code=f"U{number:04d}",
            name=f"单位{number}",
            kind="unit",
        )
        for number in range(count)
    )
    people = Person.objects.bulk_create(
        Person(name=f"人员{number}", code=f"N{number}") for number in range(count)
    )
    tenures = Tenure.objects.bulk_create(
        Tenure(person=person, organisation=unit, post="书记", since=SINCE)
        for person, unit in zip(people, units, strict=True)
    )
    return Reporter.objects.bulk_create(
        Reporter(
            cycle=cycle,
            tenure=tenure,
            code=tenure.organisation.code,
            category="街道",
            order=10 + number,
            form="written" if number % 5 == 0 else "onsite",
        ).take_names()
        for number, tenure in enumerate(tenures)
    )


def _reports_and_turns(cycle: Cycle, reporters: list[Reporter]) -> None:
    Report.objects.bulk_create(
        Report(reporter=one, stage=STAGES[number % 4], accepted_hash="x")
        for number, one in enumerate(reporters)
    )
    meeting = Meeting.objects.create(cycle=cycle, title="会议", date=timezone.localdate())
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, reporter=one, order=number, step="done" if number % 2 else "waiting")
        for number, one in enumerate(reporters)
        if one.is_onsite
    )


def _results(cycle: Cycle, reporters: list[Reporter]) -> None:
    settlement = Settlement.objects.create(cycle=cycle, number=1, inputs=b"")
    proposals = Proposal.objects.bulk_create(
        Proposal(
            settlement=settlement, reporter=one, place=number, status="assessed", grade=GRADES[number % 4]
        )
        for number, one in enumerate(reporters)
    )
    decisions = Decision.objects.bulk_create(
        Decision(proposal=one, grade=one.grade, differs=False) for one in proposals[::2]
    )
    Feedback.objects.bulk_create(Feedback(decision=one, opinion="意见") for one in decisions[::2])
