from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings import queries
from shuzhi.reports.models import fair_length


class FindingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Findings by their words, not by their numbers."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.text)


class CommentForm(forms.Form):
    text = forms.CharField(  # type: ignore[call-arg]  # the stubs do not know `template_name` yet
        label=_("Comment"),
        max_length=10_000,
        help_text=_(
            "A Chinese character or a mark counts one; a word of letters or a number one for every three "
            "letters or digits."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        template_name="meetings/_counted_field.html",
    )
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

    def __init__(self, *args: Any, cycle: Cycle, findings: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        if findings:
            self.fields["findings"].queryset = findings  # type: ignore[attr-defined]
        else:
            del self.fields["findings"]

    @property
    def length(self) -> int:
        """How long the comment is that stands in the field now."""
        return fair_length(self["text"].value() or "")

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
        super().__init__(*args, cycle=cycle, **kwargs)
        self.fields["speaker"].queryset = queries.speakers_for(cycle)  # type: ignore[attr-defined]
