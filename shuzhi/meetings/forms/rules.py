from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import queries, rules
from shuzhi.meetings.models import HallRules
from shuzhi.meetings.rules.script import LONGEST_PART


class ScriptForm(forms.Form):
    """For every part of the host script its title, its minutes and its words."""

    written_comment = forms.BooleanField(
        label=_("Written reports need the superior's comment, in writing"), required=False
    )

    def __init__(self, *args: Any, laid: HallRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: list[dict[str, Any]] = laid.script
        self.fields["written_comment"].initial = laid.written_comment
        for part in self.parts:
            key = part["key"]
            self.fields[f"title-{key}"] = forms.CharField(
                label=_("Heading"), max_length=40, initial=part["title"]
            )
            self.fields[f"minutes-{key}"] = forms.IntegerField(
                label=_("Minutes"), min_value=0, max_value=LONGEST_PART, initial=part["minutes"]
            )
            self.fields[f"text-{key}"] = forms.CharField(
                label=pgettext_lazy("host", "Words"),
                max_length=4000,
                required=False,
                initial=part["text"],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def lines(self) -> list[dict[str, Any]]:
        """The parts of the page, each with its three fields."""
        names = ("title", "minutes", "text")
        return [
            {"key": part["key"], **{name: self[f"{name}-{part['key']}"] for name in names}}
            for part in self.parts
        ]

    def script(self) -> list[dict[str, Any]]:
        names = ("title", "minutes", "text")
        return [
            {"key": part["key"], **{name: self.cleaned_data[f"{name}-{part['key']}"] for name in names}}
            for part in self.parts
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (refusal := rules.refuse_script(self.script(), queries.signs())):
            raise forms.ValidationError(str(refusal))
        return cleaned


class PortfolioForm(forms.Form):
    leader = forms.ModelChoiceField(User.objects.none(), label=_("Leader"))
    name = forms.CharField(
        label=_("Portfolio"), max_length=120, help_text=_("As it is called, for example Agriculture.")
    )
    reporters = forms.ModelMultipleChoiceField(
        Reporter.objects.none(), label=_("Reporters"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = queries.speakers_for(cycle)  # type: ignore[attr-defined]
        rows = cycle.reporters.order_by("order", "code")
        self.fields["reporters"].queryset = rows  # type: ignore[attr-defined]
