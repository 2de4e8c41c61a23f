from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts import actions, forms, queries, rules
from shuzhi.accounts.queries import signed_in
from shuzhi.audit.queries import history_of
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require


@require_GET
def list_users(request: HttpRequest) -> HttpResponse:
    require(rules.may_open(signed_in(request), "user.manage"))
    form = forms.UserFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "role": ""}
    users = queries.users_within(signed_in(request), q=wanted["q"], role=wanted["role"])
    return render(request, "accounts/list_users.html", {"page": page_of(request, users), "form": form})


@require_GET
def show_user(request: HttpRequest, pk: int) -> HttpResponse:
    require(rules.may_open(signed_in(request), "user.manage"))
    user = get_object_or_404(queries.users_within(signed_in(request)), pk=pk)
    grants = list(queries.grants_of(user))
    context = {
        "user_shown": user,
        "grants": [(grant, rules.may_revoke_role(signed_in(request), grant)) for grant in grants],
        "refusal": rules.may_manage_user(signed_in(request), user),
        "history": history_of(user, *grants),
    }
    return render(request, "accounts/show_user.html", context)


@require_http_methods(["GET", "POST"])
def create_user(request: HttpRequest) -> HttpResponse:
    require(rules.may_open(signed_in(request), "user.manage"))
    homes = queries.homes_for(signed_in(request))
    form = forms.CreateUserForm(request.POST or None, homes=homes)
    if form.is_valid():
        user = actions.create_user(**form.cleaned_data, actor=signed_in(request))
        messages.success(request, _("The account is there. Next: give it a password and a role."))
        return redirect("accounts:show-user", user.pk)
    return render(request, "accounts/create_user.html", {"form": form})


@require_http_methods(["GET", "POST"])
def rename_user(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(queries.users_within(signed_in(request)), pk=pk)
    require(rules.may_manage_user(signed_in(request), user))
    form = forms.RenameUserForm(request.POST or None, initial={"display_name": user.display_name})
    if form.is_valid():
        actions.rename_user(user, form.cleaned_data["display_name"], actor=signed_in(request))
        return redirect("accounts:show-user", user.pk)
    return render(request, "accounts/rename_user.html", {"form": form, "user_shown": user})


@never_cache
@require_POST
def give_password(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(queries.users_within(signed_in(request)), pk=pk)
    password = actions.give_password(user, actor=signed_in(request))
    return render(request, "accounts/password_given.html", {"user_shown": user, "password": password})


@require_POST
def switch_user(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(queries.users_within(signed_in(request)), pk=pk)
    switch = actions.switch_off_user if user.is_active else actions.switch_on_user
    switch(user, actor=signed_in(request))
    return redirect("accounts:show-user", user.pk)


@require_http_methods(["GET", "POST"])
def revoke_role(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(queries.grants_within(signed_in(request)), pk=pk)
    require(rules.may_revoke_role(signed_in(request), grant))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        actions.revoke_role(grant, actor=signed_in(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The role has ended."))
        return redirect("accounts:show-user", grant.user_id)
    return render(request, "accounts/revoke_role.html", {"form": form, "grant": grant})
