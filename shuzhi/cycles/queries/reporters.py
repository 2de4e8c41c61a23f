from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries.rulebooks import attributes_in
from shuzhi.cycles.states import ReportForm
from shuzhi.organisations.models import Organisation, Tenure


def reporters_of(cycle: Cycle) -> QuerySet[Reporter]:
    """The reporters of a cycle in their order, with tenure, organisation, person and exclusion at hand."""
    return cycle.reporters.select_related(
        "cycle__organiser", "tenure__organisation", "tenure__person", "exclusion"
    )


def reporters_matching(
    reporters: QuerySet[Reporter], *, text: str = "", category: str = "", form: str = "", state: str = ""
) -> QuerySet[Reporter]:
    """The reporters by name or code, category, form, and whether they are assessed."""
    if text.strip():
        wanted = text.strip()
        reporters = reporters.filter(
            Q(organisation_name__icontains=wanted)
            | Q(person_name__icontains=wanted)
            | Q(code__startswith=wanted)
        )
    if category:
        reporters = reporters.filter(category="" if category == "-" else category)
    if form:
        reporters = reporters.filter(form=form)
    if state:
        reporters = reporters.filter(exclusion__isnull=state == "assessed")
    return reporters


def candidates(cycle: Cycle) -> QuerySet[Tenure]:
    """The tenures of today below the organiser that are not yet reporters of the cycle."""
    chosen = Reporter.objects.filter(cycle=cycle, tenure=OuterRef("pk"))
    top = cycle.organiser
    return (
        Tenure.objects.live()
        .filter(organisation__path__begins=top.path, organisation__depth__gt=top.depth)
        .filter(~Exists(chosen))
        .select_related("organisation", "person")
        .order_by("organisation__path", "post", "pk")
    )


def candidates_matching(
    tenures: QuerySet[Tenure],
    *,
    text: str = "",
    category: str = "",
    levels: int | None = None,
    top: Organisation,
) -> QuerySet[Tenure]:
    """The candidates by name or code, category of the organisation, and levels below the organiser."""
    if text.strip():
        wanted = text.strip()
        tenures = tenures.filter(
            Q(organisation__name__icontains=wanted)
            | Q(person__name__icontains=wanted)
            | Q(post__icontains=wanted)
            | Q(organisation__code__startswith=wanted)
        )
    if category:
        tenures = tenures.filter(organisation__category=category)
    if levels:
        tenures = tenures.filter(organisation__depth__lte=top.depth + levels)
    return tenures


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """How many reporters of a category report on site, in writing, and are not assessed."""

    category: str
    onsite: int
    written: int
    excluded: int

    @property
    def total(self) -> int:
        return self.onsite + self.written


def reporter_summary(cycle: Cycle) -> list[SummaryRow]:
    """The reporters counted by category."""
    rows = (
        cycle.reporters.order_by()
        .values("category")
        .annotate(
            onsite=Count("pk", filter=Q(form=ReportForm.ONSITE)),
            written=Count("pk", filter=Q(form=ReportForm.WRITTEN)),
            excluded=Count("exclusion"),
        )
        .order_by("category")
    )
    return [SummaryRow(**row) for row in rows]


def reporter_sheet(
    cycle: Cycle, reporters: QuerySet[Reporter], *, with_reasons: bool
) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of the reporters as a workbook; without reasons it says only who is not assessed."""
    attributes = attributes_in(cycle)
    headings = [
        _("Code"),
        _("Organisation"),
        pgettext("person", "Name"),
        _("Post"),
        _("Category"),
        _("Form"),
        _("Not assessed"),
    ]
    rows: list[list[object]] = [
        [
            one.code,
            one.organisation_name,
            one.person_name,
            one.post,
            one.category,
            ReportForm(one.form).label,
            one.excluded_as if with_reasons or not one.excluded_as else _("not assessed"),
            *(one.attributes.get(name, "") for name in attributes),
        ]
        for one in reporters
    ]
    return [*headings, *attributes], rows
