"""In which field a problem stands, and by which fields a cycle sorts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.rectification import actions, forms, queries, rules
from shuzhi.web.refusal import require


@require_POST
def sort_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    problem = get_object_or_404(queries.visible_problems(request.user), pk=pk)
    form = forms.SortForm(request.POST, fields=queries.fields_of(problem.reporter.cycle))
    if form.is_valid():
        actions.sort_problem(problem, field=form.cleaned_data["field"], actor=request.user)
        messages.success(request, _("The field is noted."))
    else:
        messages.error(request, str(form.errors["field"][0]))
    return redirect(problem)


@require_http_methods(["GET", "POST"])
def edit_fields(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, cycle_pk)
    require(rules.may_keep_lists(request.user, cycle))
    form = forms.FieldsForm(request.POST or None, initial={"names": "\n".join(queries.fields_of(cycle))})
    if form.is_valid():
        actions.change_fields(cycle, form.cleaned_data["names"], actor=request.user)
        messages.success(request, _("Problems are sorted by these fields from now on."))
        return redirect(reverse("rectification:list-problems", query={"cycle": cycle.pk}))
    context = {"form": form, "cycle": cycle}
    return render(request, "rectification/edit_fields.html", context, status=422 if form.is_bound else 200)
