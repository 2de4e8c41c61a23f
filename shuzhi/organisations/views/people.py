from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shuzhi.accounts.queries import signed_in
from shuzhi.accounts.rules import may_open
from shuzhi.audit.queries import history_of
from shuzhi.organisations import actions, queries, rules
from shuzhi.organisations.forms import records
from shuzhi.organisations.forms.fields import refusals_in
from shuzhi.organisations.models import Tenure
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require

SEE = "organisation.view"


def _tenure(request: HttpRequest, pk: int) -> Tenure:
    rows = Tenure.objects.select_related("organisation", "person")
    return get_object_or_404(rows, pk=pk, organisation__in=queries.within(signed_in(request), SEE))


@require_GET
def list_people(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    require(may_open(user, SEE))
    people = queries.people_matching(queries.people_within(user, SEE), request.GET.get("q", ""))
    context = {
        "page": page_of(request, queries.with_posts(people, user, SEE)),
        "q": request.GET.get("q", ""),
        "refusal": rules.may_create_person(user),
    }
    return render(request, "organisations/list_people.html", context)


@require_GET
def show_person(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    person = get_object_or_404(queries.people_within(user, SEE), pk=pk)
    context = {
        "person": person,
        "tenures": queries.tenures_of(person, queries.within(user, SEE)),
        "refusal": rules.may_change_person(user, person),
        "history": history_of(person),
    }
    return render(request, "organisations/show_person.html", context)


@require_http_methods(["GET", "POST"])
def create_person(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    require(rules.may_create_person(user))
    form = records.CreatePersonForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            said = form.cleaned_data
            person = actions.create_person(said["name"], code=said["code"], user=said["account"], actor=user)
            return redirect("organisations:show-person", person.pk)
    context = {"form": form, "title": _("New person"), "verb": _("Create"), "in_people": True}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    person = get_object_or_404(queries.people_within(user, SEE), pk=pk)
    require(rules.may_change_person(user, person))
    initial = {"name": person.name, "account": person.user.username if person.user else ""}
    form = records.PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_in(form):
            actions.change_person(
                person, name=form.cleaned_data["name"], user=form.cleaned_data["account"], actor=user
            )
            return redirect("organisations:show-person", pk)
    context = {"form": form, "title": _("Edit the person"), "verb": _("Save"), "in_people": True}
    return render(request, "organisations/record.html", context)


@require_GET
def choose_person(request: HttpRequest) -> HttpResponse:
    """The hits as choices of a form; `name` is the name of its field."""
    name = request.GET.get("name", "")
    typed = request.GET.get(f"{name}_typed", "").strip()
    people = (
        queries.people_within(signed_in(request), SEE) if typed else queries.people_within(None, SEE).none()
    )
    rows = queries.with_posts(queries.people_matching(people, typed), signed_in(request), SEE)[: queries.HITS]
    hits = [(person, queries.posts_in_words(person)) for person in rows]
    return render(request, "organisations/_choices.html", {"hits": hits, "name": name})


@require_http_methods(["GET", "POST"])
def begin_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    organisation = get_object_or_404(queries.within(user, SEE), pk=pk)
    require(rules.may_change_organisation(user, organisation))
    initial = {"since": timezone.localdate()}
    form = records.BeginTenureForm(
        request.POST or None, initial=initial, among=queries.people_within(user, SEE)
    )
    if form.is_valid():
        with refusals_in(form):
            actions.begin_tenure(organisation=organisation, **form.cleaned_data, actor=user)
            messages.success(request, _("The tenure is on record."))
            return redirect("organisations:show-organisation", pk)
    context = {"form": form, "parent": organisation, "title": _("New tenure"), "verb": _("Enter")}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def end_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    tenure = _tenure(request, pk)
    require(rules.may_change_tenure(signed_in(request), tenure))
    form = records.EndTenureForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        with refusals_in(form):
            actions.end_tenure(tenure, form.cleaned_data["until"], actor=signed_in(request))
            return redirect("organisations:show-organisation", tenure.organisation_id)
    context = {
        "form": form,
        "parent": tenure.organisation,
        "title": _("End the tenure"),
        "verb": _("End"),
        "thing": tenure,
    }
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def correct_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    tenure = _tenure(request, pk)
    require(rules.may_change_tenure(signed_in(request), tenure))
    initial = {field: getattr(tenure, field) for field in records.TenureForm.base_fields}
    form = records.TenureForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_in(form):
            actions.correct_tenure(tenure, **form.cleaned_data, actor=signed_in(request))
            return redirect("organisations:show-organisation", tenure.organisation_id)
    context = {
        "form": form,
        "parent": tenure.organisation,
        "title": _("Correct the tenure"),
        "verb": _("Save"),
        "thing": tenure,
    }
    return render(request, "organisations/record.html", context)
