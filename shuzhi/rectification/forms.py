"""Text from the browser into clean values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.cycles.models import Reporter
from shuzhi.organisations.states import Kind
from shuzhi.rectification.actions import Plan
from shuzhi.rectification.models import Problem
from shuzhi.rectification.queries import UNSORTED
from shuzhi.rectification.states import Source, State


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def text_field(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class DueForm(forms.Form):
    due = day_field(_("Due"))

    def clean_due(self) -> date | None:
        due: date | None = self.cleaned_data["due"]
        if due is not None and due < timezone.localdate():
            raise forms.ValidationError(_("This day has passed; choose a later one."))
        return due


class AssignForm(DueForm):
    pass


class ChangeDueForm(DueForm):
    reason = text_field(_("Reason"))


class TakeOverForm(DueForm):
    due = day_field(
        _("Due"), required=False, help_text=_("With a day the problems are assigned at once; without, later.")
    )


class AssignManyForm(DueForm):
    """The ticked problems and their one deadline."""

    problem = forms.ModelMultipleChoiceField(Problem.objects.none(), label=_("Problems"))

    def __init__(self, *args: Any, problems: QuerySet[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = problems  # type: ignore[attr-defined]  # the stubs know only Field


class ProblemFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", pgettext_lazy("problem", "Open")), *State.choices],
    )
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[("", _("All")), *Source.choices])
    field = forms.ChoiceField(label=_("Field"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All")), *Kind.choices])
    q = forms.CharField(label=_("Unit, name or words"), required=False)
    late = forms.BooleanField(label=_("Late only"), required=False)
    own = forms.BooleanField(label=_("Mine only"), required=False)
    reporter = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, fields: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [("", _("All")), *((one, one) for one in fields), (UNSORTED, _("in no field yet"))]
        self.fields["field"].choices = named  # type: ignore[attr-defined]  # the stubs know only Field


class ProblemForm(forms.Form):
    reporter = forms.ModelChoiceField(label=_("Reporter"), queryset=Reporter.objects.none())
    source = forms.ChoiceField(label=_("Source"))
    text = text_field(_("Problem"), rows=3)
    field = forms.ChoiceField(label=_("Field"), required=False)
    due = day_field(_("Due"), required=False, help_text=_("The office assigns the problem with this day."))

    def __init__(
        self,
        *args: Any,
        reporters: QuerySet[Reporter],
        sources: Sequence[Source],
        fields: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].queryset = reporters  # type: ignore[attr-defined]  # as above
        self.fields["source"].choices = [(one.value, one.label) for one in sources]  # type: ignore[attr-defined]
        self.fields["field"].choices = _choices(fields)  # type: ignore[attr-defined]  # as above
        if len(sources) == 1:
            self.fields["source"].widget = forms.HiddenInput()
            self.fields["source"].initial = sources[0].value
            del self.fields["due"]


def _choices(fields: Sequence[str]) -> list[tuple[str, Any]]:
    return [("", _("in no field yet")), *((one, one) for one in fields)]


class SortForm(forms.Form):
    field = forms.ChoiceField(label=_("Field"), required=False)

    def __init__(self, *args: Any, fields: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = _choices(fields)  # type: ignore[attr-defined]  # as above


class FieldsForm(forms.Form):
    """The fields of a cycle, one a line."""

    names = text_field(_("Fields"), rows=10, max_length=2000, help_text=_("One a line."))

    def clean_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class PlanForm(forms.Form):
    """Cause, measure, who and when: one line of the rectification list."""

    cause = text_field(_("Cause"), required=False)
    measure = text_field(_("Measure"), help_text=_("What will be done about it."))
    responsible = forms.CharField(label=_("Who is responsible"), max_length=80, required=False)
    planned = day_field(_("Promised for"), required=False)

    @property
    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)


class PlanLineForm(PlanForm):
    """The same inside the whole list: a line without a measure is left for later."""

    measure = text_field(_("Measure"), required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if any(clean.values()) and not clean.get("measure"):
            self.add_error("measure", _("Say what will be done about it."))
        return clean

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("measure"))


class ClaimForm(forms.Form):
    evidence = text_field(
        _("Where the result can be seen"),
        help_text=_("A place, a document, a notice: whoever verifies goes there."),
    )


class ReasonForm(forms.Form):
    reason = text_field(_("Reason"))


class NoteForm(forms.Form):
    note = text_field(_("What the check found"), required=False)
