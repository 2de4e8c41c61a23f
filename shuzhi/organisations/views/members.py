"""Who belongs to a joint unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from shuzhi.accounts.queries import signed_in
from shuzhi.organisations import actions, queries, rules
from shuzhi.organisations.forms import records
from shuzhi.organisations.forms.fields import refusals_in
from shuzhi.web.refusal import require

MANAGE = "organisation.manage"


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    joint = get_object_or_404(queries.within(user, "organisation.view"), pk=pk)
    require(rules.may_change_organisation(user, joint))
    among = queries.within(user, MANAGE)
    form = records.JoinForm(request.POST or None, among=among, initial={"since": timezone.localdate()})
    if form.is_valid():
        with refusals_in(form):
            actions.join(joint, form.cleaned_data["member"], form.cleaned_data["since"], actor=user)
            return redirect("organisations:show-organisation", pk)
    context = {"form": form, "parent": joint, "title": _("Add a member unit"), "verb": _("Add the member")}
    return render(request, "organisations/record.html", context)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    user = signed_in(request)
    joint = get_object_or_404(queries.within(user, "organisation.view"), pk=pk)
    require(rules.may_change_organisation(user, joint))
    held = get_object_or_404(queries.memberships_of(joint), pk=membership)
    form = records.LeaveForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        with refusals_in(form):
            actions.leave(held, form.cleaned_data["until"], actor=user)
            return redirect("organisations:show-organisation", pk)
    context = {
        "form": form,
        "parent": joint,
        "title": _("End a membership"),
        "verb": pgettext("membership", "End"),
    }
    return render(request, "organisations/record.html", context | {"thing": held.member})
