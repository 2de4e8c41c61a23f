from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.burden.models import Request
from shuzhi.burden.models.filling import LAST_STEP, STEP
from shuzhi.burden.rules import REPORT_FORM, Leave, levels_of
from shuzhi.burden.states import Kind, Measure
from shuzhi.cycles.models import Cycle
from shuzhi.organisations.states import Kind as Level

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def level_choices(cycle: Cycle) -> list[tuple[str, str]]:
    """The levels whose units are asked in a cycle, in words."""
    return [(level, str(Level(level).label)) for level in levels_of(cycle)]


class RegisterFilterForm(forms.Form):
    """What the register shows; everything stands in the address."""

    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("all")), *Level.choices])
    kind = forms.ChoiceField(
        label=pgettext_lazy("asked", "Kind"), required=False, choices=[("", _("all")), *Kind.choices]
    )


class LeaveForm(forms.Form):
    """Who gave leave to ask for more, why, until when; all three or none."""

    approved_by = forms.CharField(label=_("Who gave leave"), max_length=120, required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)

    @property
    def leave(self) -> Leave | None:
        """The leave as it was written; a half-written one is handed on and refused with its reason."""
        said = self.cleaned_data
        if not (said["approved_by"] or said["reason"] or said["until"]):
            return None
        until = said["until"] or timezone.localdate() - timedelta(days=1)
        return Leave(said["approved_by"], said["reason"], until)


class RequestForm(LeaveForm):
    """A request to every unit of a level, with what it replaces."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    kind = forms.ChoiceField(label=pgettext_lazy("asked", "Kind"), choices=Kind.choices)
    name = forms.CharField(label=_("What is asked"), max_length=120)
    owner = forms.CharField(label=_("Who asks for it"), max_length=120)
    basis = forms.CharField(
        label=_("By what rule"), max_length=200, help_text=_("The document and article that ask for it.")
    )
    minutes = forms.IntegerField(label=_("Minutes each time"), min_value=0, max_value=6000, initial=10)
    characters = forms.IntegerField(
        label=_("Characters each time"), min_value=0, max_value=100_000, initial=0
    )
    times = forms.IntegerField(label=_("Times a year"), min_value=1, max_value=366, initial=1)
    optional = forms.BooleanField(label=_("May be left out"), required=False)
    replaces = forms.ModelChoiceField(
        label=_("Replaces"),
        queryset=Request.objects.none(),
        required=False,
        empty_label=_("nothing (then a waiver is needed)"),
        help_text=_("What is replaced is no longer asked from the moment this one is registered."),
    )

    field_order = [
        "level", "kind", "name", "owner", "basis", "minutes", "characters", "times", "optional", "replaces",
        "approved_by", "reason", "until",
    ]  # fmt: skip

    def __init__(self, *args: Any, cycle: Cycle, replaceable: QuerySet[Request], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["level"].choices = level_choices(cycle)  # type: ignore[attr-defined]
        self.fields["replaces"].queryset = replaceable  # type: ignore[attr-defined]

    @property
    def request(self) -> Request:
        """The request as it was written down, not yet registered."""
        said = self.cleaned_data
        names = (
            "level",
            "kind",
            "name",
            "owner",
            "basis",
            "minutes",
            "characters",
            "times",
            "optional",
            "replaces",
        )
        return Request(
            cycle=self.cycle,
            code=f"own.{said['name']}"[:80],
            since=self.cycle.year,
            **{name: said[name] for name in names},
        )


class WaiverForm(LeaveForm):
    """Leave to exceed a cap of a level."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    measure = forms.ChoiceField(
        label=_("What it is about"),
        choices=[choice for choice in Measure.choices if choice[0] != Measure.NOTHING_DROPPED],
    )
    most = forms.IntegerField(
        label=_("Up to"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Left empty, the waiver holds for any amount."),
    )  # fmt: skip

    field_order = ["level", "measure", "most", "approved_by", "reason", "until"]

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = level_choices(cycle)  # type: ignore[attr-defined]
        for name in ("approved_by", "reason", "until"):
            self.fields[name].required = True


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why it is no longer asked"), max_length=200)


class MinutesForm(forms.Form):
    """What the page measured: nothing but a level, a form and a time."""

    level = forms.ChoiceField(choices=Level.choices)
    form = forms.ChoiceField(choices=[(REPORT_FORM, REPORT_FORM)])
    minutes = forms.IntegerField(min_value=0, max_value=STEP * LAST_STEP * 10)
