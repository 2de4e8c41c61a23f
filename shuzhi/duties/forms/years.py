from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.duties.models import Item, Milestone
from shuzhi.duties.queries import demands
from shuzhi.duties.states import Kind, Outcome, Stage
from shuzhi.organisations.models import Organisation


def day_field(label: Any = None, **kwargs: Any) -> forms.DateField:
    kwargs.setdefault("initial", timezone.localdate)
    return forms.DateField(
        label=label or _("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
    )


def _text(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class FilterForm(forms.Form):
    """What a page shows; everything stands in the address."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2001, max_value=2099)
    text = forms.CharField(label=_("Organisation or name"), required=False, max_length=80)
    stage = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Stage.choices])


class ItemFilterForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2001, max_value=2099)
    kind = forms.ChoiceField(label=_("Kind of line"), required=False, choices=[("", _("all")), *Kind.choices])
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *Outcome.choices]
    )


class ItemForm(forms.Form):
    """A line of the draft; a contact point asks for the unit, nothing else does."""

    name = forms.CharField(label=_("What is promised"), max_length=300)
    organisation = forms.CharField(
        label=_("Unit visited"), max_length=40, help_text=_("The code of the unit, for example 370213007001.")
    )
    leader = forms.CharField(label=pgettext_lazy("team", "Led by"), max_length=120, required=False)
    demand = forms.ChoiceField(
        label=_("Figure it came from"),
        required=False,
        help_text=_("The frequent demand that became this project, if it came from one."),
    )
    milestones = _text(
        _("Milestones"), required=False, help_text=_("One a line, the day first: 2026-06-30 roof closed.")
    )
    measure = _text(_("Measure"), required=False)
    due = day_field(_("Until when"), required=False, initial=None)
    published = forms.CharField(
        label=_("Published where"),
        max_length=200,
        required=False,
        help_text=_("Notice board, website, meeting: where people can read it."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Kind.POINT:
            del self.fields["organisation"]
        else:
            self.fields["name"].label = _("Name of the contact point")
        if kind != Kind.TEAM:
            del self.fields["leader"], self.fields["milestones"]
        else:
            self.fields["name"].label = _("Name of the team")
        if kind != Kind.PROJECT:
            del self.fields["demand"]
        else:
            self.fields["demand"].choices = [("", "—"), *demands()]  # type: ignore[attr-defined]

    def clean_milestones(self) -> list[tuple[date, str]]:
        found: dict[str, tuple[date, str]] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["milestones"].splitlines())):
            day, _space, name = line.partition(" ")
            try:
                found[name.strip()[:200]] = (date.fromisoformat(day), name.strip()[:200])
            except ValueError:
                message = _("“%(line)s” does not begin with a day such as 2026-06-30.")
                raise forms.ValidationError(message, params={"line": line}) from None
            if not name.strip():
                raise forms.ValidationError(
                    _("“%(line)s” does not name the milestone."), params={"line": line}
                )
        return list(found.values())

    def clean_organisation(self) -> Organisation:
        code = self.cleaned_data["organisation"].strip()
        found: Organisation | None = Organisation.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no unit with this code."))
        return found


def initial_of(item: Item) -> dict[str, Any]:
    names = ("name", "measure", "due", "published", "leader", "demand")
    values = {name: getattr(item, name) for name in names}
    values["milestones"] = "\n".join(f"{one.due.isoformat()} {one.name}" for one in item.milestones.all())
    return values | {"organisation": item.organisation.code if item.organisation else ""}


class ProgressForm(forms.Form):
    on = day_field()
    text = _text(_("How far it has come"))


class MilestoneForm(forms.Form):
    milestone = forms.ModelChoiceField(
        label=_("Milestone"), queryset=Milestone.objects.none(), empty_label=None
    )
    on = day_field(_("Reached on"))

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = item.milestones.all()  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    on = day_field()
    text = _text(_("What was done there"))
    solved = _text(_("What was solved"), 2, required=False)


class ConfirmationForm(forms.Form):
    on = day_field()
    by = forms.CharField(
        label=_("Confirmed by"),
        max_length=120,
        help_text=_("A group or an office is enough; no list of names."),
    )
    how = forms.CharField(
        label=_("In which way"),
        max_length=200,
        help_text=_("Residents' meeting, notice without objection, receipt."),
    )


class ResultForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[choice for choice in Outcome.choices if choice[0] != Outcome.OPEN]
    )
    result = _text(_("Result"))
    on = day_field(_("Day of the result"))


class LogFilterForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2001, max_value=2099)
    place = forms.CharField(label=_("Place"), required=False, max_length=120)


class EntryForm(forms.Form):
    """One matter, one entry."""

    on = day_field()
    title = forms.CharField(label=_("Matter"), max_length=120)
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("Empty: the place does not matter.")
    )
    text = _text(_("What was personally done"), 4)
    item = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Item.objects.none(),
        required=False,
        help_text=_("A line of this year's list."),
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
