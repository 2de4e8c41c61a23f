from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import ReportForm
from shuzhi.reports.models import Report
from shuzhi.reports.states import NOT_BEGUN, Stage

# What the office has to chase or do comes first.
URGENCY = [NOT_BEGUN, Stage.DRAFT, Stage.RETURNED, Stage.HANDED_IN, Stage.ACCEPTED]


def reporters_for(user: User) -> QuerySet[Reporter]:
    """The reporters whose reports a person reads or writes, each with the state of the report."""
    # Drafting staff have the pen of exactly their organisation, not of what lies below it.
    desk = Grant.objects.filter(
        pk__in=user.grants_for("report.write"),
        role="staff",
        organisation_path=OuterRef("tenure__organisation__path"),
    ).filter(Q(cycle_id=None) | Q(cycle_id=OuterRef("cycle_id")))
    readable = in_scope(user, "report.read", path="tenure__organisation__path", cycle="cycle_id")
    mine = Q(tenure__person__user=user)
    urgency = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(URGENCY)),
        output_field=IntegerField(),
    )
    return (
        Reporter.objects.exclude(cycle__stage="preparing")
        .filter(Q(readable) | mine | Exists(desk))
        .annotate(state=Coalesce("report__stage", Value(NOT_BEGUN)))
        .annotate(urgency=urgency)
        .select_related("cycle__organiser", "tenure__person", "tenure__organisation", "report")
        .defer("cycle__rulebook_text")
    )


def reporters_matching(
    reporters: QuerySet[Any],
    *,
    cycle: int | None = None,
    state: str = "",
    category: str = "",
    form: str = "",
    text: str = "",
) -> QuerySet[Reporter]:
    """The rows of the list as the filters in the address ask."""
    if cycle:
        reporters = reporters.filter(cycle=cycle)
    if state:
        reporters = reporters.filter(state=state)
    if category:
        reporters = reporters.filter(category=category)
    if form:
        reporters = reporters.filter(form=form)
    if wanted := text.strip():
        reporters = reporters.filter(
            Q(organisation_name__icontains=wanted) | Q(person_name__icontains=wanted)
        )
    return reporters


def in_order(reporters: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """The list as sorted by its heads: the missing ones first unless asked otherwise."""
    orders = {
        "order": ["cycle", "order", "code"],
        "name": ["organisation_name", "person_name"],
        "handed_in": ["report__handed_in_at", "order"],
    }
    return reporters.order_by(*orders.get(sort, ["urgency", "cycle", "order", "code"]))


def to_write(reporters: QuerySet[Any], user: User) -> list[Any]:
    """The reports that wait for this person's own pen."""
    waiting = reporters.filter(
        tenure__person__user=user, cycle__stage="open", state__in=[NOT_BEGUN, Stage.DRAFT, Stage.RETURNED]
    )
    return list(waiting.order_by("-cycle__year"))


def report_sheet(reporters: QuerySet[Any]) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of the list as a workbook."""
    headings = [
        _("Code"),
        _("Organisation"),
        pgettext("person", "Name"),
        _("Category"),
        _("Form"),
        _("State"),
        _("Handed in"),
    ]
    names = {NOT_BEGUN: pgettext("report", "Not begun"), **dict(Stage.choices)}
    rows: list[list[object]] = []
    for one in in_order(reporters, "order"):
        report = getattr(one, "report", None)
        when = timezone.localtime(report.handed_in_at) if report and report.handed_in_at else None
        moment = f"{when:%Y-%m-%d %H:%M}" if when else ""
        form = ReportForm(one.form).label
        rows.append(
            [one.code, one.organisation_name, one.person_name, one.category, form, names[one.state], moment]
        )
    return headings, rows


def state_counts(reporters: QuerySet[Any]) -> dict[str, int]:
    """How many reports stand where, the missing ones first."""
    rows = reporters.order_by().values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state, 0) for state in URGENCY}


def cycles_in(reporters: QuerySet[Reporter]) -> list[Cycle]:
    """The cycles that occur in a list, newest first."""
    return list(Cycle.objects.filter(pk__in=reporters.order_by().values("cycle")).only("pk", "title", "year"))


def categories_in(reporters: QuerySet[Reporter]) -> list[str]:
    """The categories that occur in a list."""
    return list(
        reporters.exclude(category="").order_by("category").values_list("category", flat=True).distinct()
    )


def with_everything(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with all that rules and pages look at."""
    return reports.select_related(
        "reporter__cycle__organiser", "reporter__tenure__person", "reporter__tenure__organisation", "saved_by"
    ).prefetch_related("answers__topic", "reporter__cycle__topics__parts")


def with_its_text(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with what a save and its answer look at: few questions, since it is asked every few seconds."""
    return (
        reports.select_related(
            "reporter__cycle", "reporter__tenure__person", "reporter__tenure__organisation"
        )
        .defer("reporter__cycle__rulebook_text", "reporter__cycle__rulebook_title")
        .prefetch_related("answers", "reporter__cycle__topics__parts")
    )


def accepted_reports(cycle: Cycle) -> QuerySet[Report]:
    """The accepted reports of a cycle, in the order of the reporters."""
    return with_everything(Report.objects.filter(reporter__cycle=cycle, stage=Stage.ACCEPTED)).order_by(
        "reporter__order", "reporter__code"
    )


def report_of(reporter: Reporter) -> Report | None:
    """The report of a reporter, or nothing when it is not begun."""
    return with_everything(Report.objects.filter(reporter=reporter)).first()


def report_or_404(user: User, reporter: int) -> Report:
    """A begun report within the person's reach; outside it there is nothing to find."""
    within = reporters_for(user).filter(pk=reporter).order_by().values("pk")
    return get_object_or_404(with_everything(Report.objects.filter(reporter__in=within)))
