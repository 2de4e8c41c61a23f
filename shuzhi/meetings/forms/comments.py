from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings import queries


class FindingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Findings by their words, not by their numbers."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.text)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    problems = forms.CharField(
        label=_("Problems named"),
        max_length=5000,
        required=False,
        help_text=_("One a line. Each becomes an entry of the list of problems to rectify."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    findings = FindingsField(
        Finding.objects.none(),
        label=_("Findings pointed out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, findings: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if findings:
            self.fields["findings"].queryset = findings  # type: ignore[attr-defined]
        else:
            del self.fields["findings"]

    @property
    def problem_lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["problems"].splitlines() if line.strip()]

    @property
    def pointed(self) -> list[Finding]:
        return list(self.cleaned_data.get("findings") or [])


class CommentDraftForm(CommentForm):
    """A draft may be empty yet; it says what it was written on, and by which window."""

    text = forms.CharField(max_length=10_000, required=False)
    base = forms.IntegerField(min_value=0, required=False)
    window = forms.CharField(max_length=32, required=False)


class SpokenCommentForm(CommentForm):
    """What the office writes down for the one who spoke."""

    speaker = forms.ModelChoiceField(User.objects.none(), label=_("Spoken by"), empty_label=None)
    field_order = ["speaker", "text", "problems", "findings"]

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].queryset = queries.speakers_for(cycle)  # type: ignore[attr-defined]
