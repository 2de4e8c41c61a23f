"""The documents of a cycle on one page: what can be made, for whom, and why the others cannot yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries.papers import papers_of as cycle_papers
from shuzhi.duties.models import DutyList
from shuzhi.duties.queries import lists_within
from shuzhi.duties.queries.papers import papers_of as duty_papers
from shuzhi.fieldwork.models import Visit
from shuzhi.fieldwork.queries import visits_for
from shuzhi.fieldwork.queries.papers import papers_of as visit_papers
from shuzhi.fieldwork.states import VisitState
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries import meetings_for
from shuzhi.meetings.queries.papers import papers_of as meeting_papers
from shuzhi.meetings.queries.papers import portrait_papers_of
from shuzhi.reports.models import Report
from shuzhi.reports.queries import reporters_for
from shuzhi.reports.queries.papers import papers_of as report_papers
from shuzhi.web.papers import Paper
from shuzhi.web.refusal import Refusal

MOST_VISITS = 50
ROWS = 20  # every row asks the rules of three steps
NOT_YOURS = 403


@dataclass(frozen=True, slots=True)
class Row:
    """One record with its documents; those that are not for this person are left out as nothing."""

    name: str
    papers: list[Paper | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The documents of many records side by side: one column for each kind that somebody here may have."""

    columns: list[str]
    rows: list[Row]


def papers_of_round(user: User, cycle: Cycle) -> list[Row]:
    """The documents of the cycle itself and of its meetings."""
    rows = [Row(paper.name, [paper]) for paper in cycle_papers(cycle)]
    meetings: Iterable[Meeting] = meetings_for(user).filter(cycle=cycle).order_by("date", "pk")
    rows += [Row(f"{paper.name} {one}", [paper]) for one in meetings for paper in meeting_papers(one)]
    return rows


def reporters_shown(user: User, cycle: Cycle, text: str = "") -> QuerySet[Reporter]:
    """The reporters whose documents this person may have."""
    rows = reporters_for(user).filter(cycle=cycle)
    if wanted := text.strip():
        rows = rows.filter(organisation_name__icontains=wanted) | rows.filter(person_name__icontains=wanted)
    return rows.order_by("order", "code")


def papers_of_reporters(user: User, cycle: Cycle, page: Page[Reporter]) -> Sheet:
    """For each reporter of a page: report, spoken version, vetting sheet, promises, material for the comment."""
    reporters = list(page.object_list)
    lists = _duty_lists(user, cycle, reporters)
    rows = []
    for one in reporters:
        one.cycle = cycle
        papers = [
            *_report_papers(user, one),
            *_list_papers(user, one, lists.get(one.tenure_id)),
            *portrait_papers_of(user, one),
        ]
        name = f"{one.organisation_name} {one.person_name}"
        rows.append((name, papers))
    return _sheet(rows)


def papers_of_visits(user: User, cycle: Cycle) -> list[Row]:
    """The records of the last visits that were made."""
    made: Iterable[Visit] = visits_for(user).filter(cycle=cycle, state=VisitState.DONE)[:MOST_VISITS]
    return [Row(str(one), list(visit_papers(one))) for one in made]


def _report_papers(user: User, reporter: Reporter) -> list[Paper]:
    report = getattr(reporter, "report", None)
    if report is not None:
        return report_papers(user, report)
    waits = Refusal(_("The report is not begun."))
    return [Paper(one.name, one.address, (), waits) for one in report_papers(user, Report(reporter=reporter))]


def _list_papers(user: User, reporter: Reporter, duty_list: DutyList | None) -> list[Paper]:
    if duty_list is not None:
        return duty_papers(user, duty_list)
    waits = Refusal(_("Nothing is fixed for the year."))
    return [Paper(pgettext("paper", "Promises and projects"), "duties:make-paper", (), waits)]


def _duty_lists(user: User, cycle: Cycle, reporters: list[Reporter]) -> dict[int, DutyList]:
    found = lists_within(user).filter(year=cycle.year, tenure__in=[one.tenure_id for one in reporters])
    return {one.tenure_id: one for one in found}


def _sheet(rows: list[tuple[str, list[Paper]]]) -> Sheet:
    """Columns of which nobody's document is for this person are left out."""
    theirs = [[_theirs(paper) for paper in papers] for _name, papers in rows]
    kept = [place for place in range(len(rows[0][1]) if rows else 0) if any(line[place] for line in theirs)]
    names = [rows[0][1][place].name for place in kept] if rows else []
    return Sheet(
        names,
        [
            Row(name, [line[place] for place in kept])
            for (name, _papers), line in zip(rows, theirs, strict=True)
        ],
    )


def _theirs(paper: Paper) -> Paper | None:
    return None if paper.refusal and paper.refusal.status == NOT_YOURS else paper
