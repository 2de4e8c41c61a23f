from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.audit.queries import history_of
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.content import VotersForm
from shuzhi.cycles.forms.cycle import (
    ORDER_OF_DATES,
    ClosingForm,
    CycleFilterForm,
    NewCycleForm,
    OpeningForm,
    PublicationForm,
    ReportFrameForm,
    SectionFormSet,
    TimetableForm,
)
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require


@require_safe
def list_cycles(request: SignedInRequest) -> HttpResponse:
    form = CycleFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    cycles = queries.listed(queries.cycles_for(request.user), **wanted)
    context = {
        "form": form,
        "page": page_of(request, cycles),
        "can_create": queries.organisers_for(request.user).exists(),
    }
    return render(request, "cycles/list.html", context)


def create_cycle(request: SignedInRequest) -> HttpResponse:
    organisers = queries.organisers_for(request.user)
    form = NewCycleForm(request.POST or None, organisers=organisers, initial=queries.usual_year())
    if "usual" in request.POST:
        form = NewCycleForm(organisers=organisers, initial=form.with_usual_dates())
    elif request.method == "POST" and form.is_valid():
        cycle = actions.create_cycle(**form.cleaned_data, actor=request.user)
        messages.success(request, _("The cycle is created. Next: choose a rulebook."))
        return redirect("cycles:show-cycle", cycle.pk)
    return render(request, "cycles/create.html", {"form": form, "can_create": organisers.exists()})


@require_safe
def show_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    context = {
        "cycle": cycle,
        "checks": rules.opening_checks(cycle) if cycle.is_preparing else [],
        "no_changes": rules.may_prepare(request.user, cycle),
        "no_dates": rules.may_change_timetable(request.user, cycle),
        "no_opening": rules.may_open_cycle(request.user, cycle),
        "no_closing": rules.may_close_cycle(request.user, cycle),
        "breaks": [] if cycle.is_preparing else queries.pin_breaks(cycle),
        "summary": queries.reporter_summary(cycle),
        "topics": list(queries.topics_of(cycle)),
        "waiting": [] if cycle.is_preparing else queries.proposals_of(cycle).filter(state="open"),
        "voters": queries.voters_by_form(cycle),
        "history": history_of(cycle, limit=12),
    }
    return render(request, "cycles/show.html", context)


def edit_timetable(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_change_timetable(request.user, cycle))
    initial = {name: getattr(cycle, name) for name in ORDER_OF_DATES}
    form = TimetableForm(request.POST or None, initial=initial)
    if "usual" in request.POST:
        form = TimetableForm(initial=form.with_usual_dates(cycle.year))
    elif request.method == "POST" and form.is_valid():
        actions.change_timetable(cycle, actor=request.user, **form.dates)
        messages.success(request, _("The timetable is saved."))
        return redirect("cycles:show-cycle", pk)
    return render(request, "cycles/timetable.html", {"cycle": cycle, "form": form})


def edit_report_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_prepare(request.user, cycle))
    initial = {name: getattr(cycle, name) for name in ReportFrameForm.base_fields}
    form = ReportFrameForm(request.POST or None, initial=initial)
    sections = SectionFormSet(request.POST or None, initial=cycle.report_sections, prefix="section")
    if request.method == "POST" and form.is_valid() and sections.is_valid():
        actions.change_report_frame(
            cycle, actor=request.user, sections=sections.sections(), **form.cleaned_data
        )
        messages.success(request, _("The form of the reports is saved."))
        return redirect("cycles:show-cycle", pk)
    context = {
        "cycle": cycle,
        "form": form,
        "sections": sections,
        "categories": queries.categories_in(cycle),
    }
    return render(request, "cycles/report_frame.html", context)


def edit_category_sections(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_prepare(request.user, cycle))
    category = queries.category_or_404(cycle, request.GET.get("category", ""))
    sections = SectionFormSet(request.POST or None, initial=cycle.sections_for(category), prefix="section")
    if request.method == "POST" and ("as-cycle" in request.POST or sections.is_valid()):
        own = None if "as-cycle" in request.POST else sections.sections()
        actions.change_category_sections(cycle, category, own, actor=request.user)
        messages.success(request, _("The form of the reports is saved."))
        return redirect("cycles:edit-report-frame", pk)
    context = {"cycle": cycle, "category": category, "sections": sections}
    return render(request, "cycles/category_sections.html", context)


def edit_publication(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_change_timetable(request.user, cycle))
    form = PublicationForm(request.POST or None, initial={"publication": cycle.publication})
    if request.method == "POST" and form.is_valid():
        actions.choose_publication(cycle, form.cleaned_data["publication"], actor=request.user)
        messages.success(request, _("The readers of the reports are named."))
        return redirect("cycles:show-cycle", pk)
    return render(request, "cycles/publication.html", {"cycle": cycle, "form": form})


def edit_voters(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_prepare(request.user, cycle))
    form = VotersForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.expect_voters(cycle, form.expected, actor=request.user)
        messages.success(request, _("The expected voters are saved."))
        return redirect("cycles:show-cycle", pk)
    return render(request, "cycles/voters.html", {"cycle": cycle, "form": form})


def open_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    refusal = rules.may_open_cycle(request.user, cycle)
    form = OpeningForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.open_cycle(cycle, actor=request.user)
        messages.success(request, _("The cycle is open. The reporters can write now."))
        return redirect("cycles:show-cycle", pk)
    context = {
        "cycle": cycle,
        "form": form,
        "refusal": refusal,
        "checks": rules.opening_checks(cycle),
        "organisations": queries.tree_size(cycle.organiser),
        "summary": queries.reporter_summary(cycle),
    }
    return render(request, "cycles/open.html", context)


def close_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    form = ClosingForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        actions.mark_closed(cycle, actor=request.user)
        messages.success(request, _("The cycle is closed."))
        return redirect("cycles:show-cycle", pk)
    refusal = rules.may_close_cycle(request.user, cycle)
    return render(request, "cycles/close.html", {"cycle": cycle, "form": form, "refusal": refusal})
