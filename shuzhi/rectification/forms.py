"""Text from the browser into clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Reporter
from shuzhi.rectification.states import Source, State


class ProblemFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("open", _("Open")), *State.choices]
    )
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[("", _("All")), *Source.choices])
    late = forms.BooleanField(label=_("Late only"), required=False)
    q = forms.CharField(label=_("Unit or words"), required=False)


class ProblemForm(forms.Form):
    reporter = forms.ModelChoiceField(label=_("Reporter"), queryset=Reporter.objects.none())
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    text = forms.CharField(label=_("Problem"), widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, reporters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].queryset = reporters  # type: ignore[attr-defined]  # the stubs know only Field


class AssignForm(forms.Form):
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}))


class BeginForm(forms.Form):
    cause = forms.CharField(label=_("Cause"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.CharField(label=_("Measure"), widget=forms.Textarea(attrs={"rows": 2}))


class ClaimForm(forms.Form):
    evidence = forms.CharField(
        label=_("Where the result can be seen"), widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
