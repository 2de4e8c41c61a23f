from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.actions import grant_role
from shuzhi.accounts.queries import signed_in, users_within
from shuzhi.accounts.rules import may_manage_user, may_open
from shuzhi.organisations import actions, queries, rules
from shuzhi.organisations.forms import records
from shuzhi.organisations.forms.fields import refusals_in
from shuzhi.organisations.models import Organisation
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require

SEE = "organisation.view"
MANAGE = "organisation.manage"


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(queries.within(signed_in(request), SEE), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def create_organisation(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    above = key_from(request.GET.get("parent"))
    parent = None if above is None else _organisation(request, above)
    require(rules.may_create_organisation(user, parent, parent.tree if parent else "territorial"))
    form = records.CreateOrganisationForm(request.POST or None, initial=queries.likely_child(parent))
    if form.is_valid():
        with refusals_in(form):
            made = actions.create_organisation(**form.cleaned_data, parent=parent, actor=user)
            messages.success(request, _("The organisation is there."))
            return redirect("organisations:show-organisation", made.pk)
    context = {"form": form, "parent": parent, "title": _("New organisation"), "verb": _("Create")}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    require(rules.may_change_organisation(signed_in(request), organisation))
    initial = {field: getattr(organisation, field) for field in records.OrganisationForm.base_fields}
    form = records.OrganisationForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_in(form):
            actions.change_organisation(organisation, **form.cleaned_data, actor=signed_in(request))
            return redirect("organisations:show-organisation", pk)
    context = {"form": form, "parent": organisation, "title": _("Edit the organisation"), "verb": _("Save")}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def move_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    require(rules.may_change_organisation(signed_in(request), organisation))
    form = records.MoveForm(request.POST or None, among=queries.within(signed_in(request), MANAGE))
    if form.is_valid():
        with refusals_in(form):
            actions.move_organisation(organisation, form.cleaned_data["parent"], actor=signed_in(request))
            messages.success(request, _("Moved, with everything below it and the roles held there."))
            return redirect("organisations:show-organisation", pk)
    context = {"form": form, "parent": organisation, "title": _("Move the organisation"), "verb": _("Move")}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def remove_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    require(rules.may_remove_organisation(signed_in(request), organisation))
    if request.method == "POST":
        above = queries.above_within(organisation, signed_in(request), SEE)
        actions.remove_organisation(organisation, actor=signed_in(request))
        messages.success(request, _("Removed."))
        return (
            redirect("organisations:show-organisation", above[-1].pk)
            if above
            else redirect("organisations:browse")
        )
    return render(request, "organisations/remove_organisation.html", {"organisation": organisation})


@require_http_methods(["GET", "POST"])
def grant_a_role(request: HttpRequest) -> HttpResponse:
    """Stands here and not with the accounts, because the place is chosen from the tree."""
    user = signed_in(request)
    require(may_open(user, "user.manage"))
    target = get_object_or_404(users_within(user), pk=key_from(request.GET.get("user")))
    require(may_manage_user(user, target))
    initial = {"since": timezone.localdate(), "organisation": request.GET.get("organisation")}
    places = queries.within(user, "user.manage")
    form = records.GrantRoleForm(request.POST or None, initial=initial, among=places)
    if form.is_valid():
        with refusals_in(form):
            said = form.cleaned_data
            place = said.pop("organisation")
            grant_role(
                target,
                said["role"],
                place.scope_path,
                organisation_name=place.name,
                since=said["since"],
                until=said["until"],
                actor=user,
            )
            messages.success(request, _("The role is granted."))
            return redirect("accounts:show-user", target.pk)
    return render(request, "organisations/grant_role.html", {"form": form, "target": target})
