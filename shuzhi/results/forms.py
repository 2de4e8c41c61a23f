"""Text from the browser into clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.queries import ready_rulebooks
from shuzhi.results.models import Status


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The .xlsx you downloaded here, filled in. At most 20 MB; macros are refused."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class ResultFilter(forms.Form):
    grade = forms.ChoiceField(label=_("Proposed grade"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *Status.choices])
    open = forms.BooleanField(label=_("Not decided"), required=False)
    q = forms.CharField(label=_("Unit or name"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("As in the result")), ("score", _("By score")), ("unit", _("By unit"))],
    )

    def __init__(self, *args: Any, grades: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", _("All")), *((grade, grade) for grade in grades)]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    grade = forms.ChoiceField(label=_("Grade"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Needed where the grade differs from the proposal or decides a tie."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, grades: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", "—"), *((grade, grade) for grade in grades)]  # type: ignore[attr-defined]


class WhatIfForm(forms.Form):
    ready = forms.ChoiceField(label=_("A rulebook that comes with the program"), required=False)
    text = forms.CharField(
        label=_("Or the text of a rulebook"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ready"].choices = [("", "—"), *((book.name, book.title) for book in ready_rulebooks())]  # type: ignore[attr-defined]
