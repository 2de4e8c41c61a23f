"""The forms of organisations, people, tenures and roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.organisations.forms.fields import offer, organisation_field, person_field
from shuzhi.organisations.models import Organisation, Person
from shuzhi.organisations.states import Category, Kind, Tree


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("none")), *Category.choices]
    )
    hidden = forms.BooleanField(
        label=_("Hidden"),
        required=False,
        help_text=_("Keeps the tree together but is skipped when the tree is shown."),
    )


class CreateOrganisationForm(OrganisationForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("No other organisation has it; it cannot be changed later."),
    )
    tree = forms.ChoiceField(
        label=_("Tree"),
        choices=Tree.choices,
        help_text=_("Vertical: sector committees and the units they lead, such as organs or enterprises."),
    )
    field_order = ("code", "name", "short_name", "tree", "kind", "category", "hidden")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if holder := Organisation.objects.filter(code=code).first():
            raise forms.ValidationError(_("This code belongs to %(name)s."), params={"name": holder})
        return code


class MoveForm(forms.Form):
    parent = organisation_field(label=_("New parent"))

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", among)


class JoinForm(forms.Form):
    member = organisation_field(label=_("Member unit"))
    since = _day(label=_("From"))

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", among)


class LeaveForm(forms.Form):
    until = _day(label=_("Until"), help_text=_("The first day on which it no longer belongs to it."))


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=80)
    account = forms.CharField(
        label=_("Sign-in name of the account"),
        max_length=150,
        required=False,
        help_text=_("Empty: no account."),
    )

    def clean_account(self) -> User | None:
        username = self.cleaned_data["account"]
        user = User.objects.filter(username=username).first() if username else None
        if username and user is None:
            raise forms.ValidationError(_("There is no such account."))
        return user


class CreatePersonForm(PersonForm):
    code = forms.CharField(
        label=_("Person number"),
        max_length=40,
        required=False,
        help_text=_("The staff number of your office; empty: a number is given."),
    )
    field_order = ("code", "name", "account")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code and (holder := Person.objects.filter(code=code).first()):
            raise forms.ValidationError(_("This number belongs to %(name)s."), params={"name": holder})
        return code


class TenureForm(forms.Form):
    post = forms.CharField(label=_("Post"), max_length=60)
    since = _day(label=_("From"))
    until = _day(
        label=_("Until"),
        required=False,
        help_text=_("The first day out of the post; empty while it is held."),
    )
    acting = forms.BooleanField(
        label=_("Acting"), required=False, help_text=_("An acting holder may stand beside the real one.")
    )


class BeginTenureForm(TenureForm):
    person = person_field(label=_("Person"))
    field_order = ("person", "post", "since", "until", "acting")

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", among)


class EndTenureForm(forms.Form):
    until = _day(label=_("First day out of the post"))


class GrantRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    organisation = organisation_field(
        label=_("Organisation"), help_text=_("The role holds there and for everything below it.")
    )
    since = _day(label=_("From"))
    until = _day(
        label=_("Until"), required=False, help_text=_("The first day without the role; empty: no end.")
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", among)


class UploadForm(forms.Form):
    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("An .xlsx file; nothing is written before you have seen what it would do."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
