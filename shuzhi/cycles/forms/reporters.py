from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles import queries
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import ReportForm
from shuzhi.organisations.states import Category


class ReporterFilterForm(forms.Form):
    text = forms.CharField(label=_("Name or code"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False, choices=[("", _("all")), *ReportForm.choices])
    state = forms.ChoiceField(
        label=_("Assessment"),
        required=False,
        choices=[("", _("all")), ("assessed", _("assessed")), ("excluded", _("not assessed"))],
    )

    def __init__(self, *args: Any, categories: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", _("all")), *((name, name) for name in categories), ("-", _("none yet"))]
        self.fields["category"].choices = rows  # type: ignore[attr-defined]


class CandidateFilterForm(forms.Form):
    text = forms.CharField(label=_("Name, post or code"), required=False)
    category = forms.ChoiceField(
        label=_("Kind of organisation"), required=False, choices=[("", _("all")), *Category.choices]
    )
    levels = forms.TypedChoiceField(
        label=_("Levels"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("1", _("directly below")), ("2", _("two levels below")), ("", _("all levels"))],
    )


class _InRulebook(forms.Form):
    """Category and attributes as the rulebook of the cycle knows them."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = queries.categories_in(cycle)
        rows = [("", _("— choose —")), *((name, name) for name in categories)]
        if "category" in self.fields and categories:
            self.fields["category"] = forms.ChoiceField(
                label=_("Category in the rulebook"), choices=rows, required=False
            )
        self.attributes = list(queries.rulebook_of(cycle).attributes) if cycle.rulebook_text else []
        held = self.initial.get("attributes") or {}
        for name in self.attributes:
            self.fields[f"attribute-{name}"] = forms.CharField(
                label=name, max_length=60, required=False, initial=held.get(name, "")
            )

    @property
    def given_attributes(self) -> dict[str, str]:
        found = {name: self.cleaned_data[f"attribute-{name}"].strip() for name in self.attributes}
        return {name: text for name, text in found.items() if text}


class AddReportersForm(_InRulebook):
    """How the chosen tenures come into the cycle."""

    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    form = forms.ChoiceField(label=_("Form"), choices=ReportForm.choices, initial=ReportForm.ONSITE)


class ReporterForm(_InRulebook):
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    form = forms.ChoiceField(label=_("Form"), choices=ReportForm.choices)


class ExclusionForm(forms.Form):
    name = forms.ChoiceField(label=_("Reason in the rulebook"))
    reason = forms.CharField(label=_("In detail"), max_length=300, min_length=2)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = queries.exclusions_in(cycle)
        self.fields["name"].choices = [(name, name) for name in listed]  # type: ignore[attr-defined]


class BulkForm(forms.Form):
    """What to do with the ticked reporters."""

    SAYS = {"onsite", "written", "remove"}

    do = forms.CharField()
    reporter = forms.ModelMultipleChoiceField(Reporter.objects.none())

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        reporters = queries.reporters_of(cycle)
        self.fields["reporter"].queryset = reporters  # type: ignore[attr-defined]

    def clean_do(self) -> str:
        do: str = self.cleaned_data["do"]
        category = do.removeprefix("category:")
        if do in self.SAYS or (do != category and category in queries.categories_in(self.cycle)):
            return do
        raise forms.ValidationError(_("Choose what to do with the ticked reporters."))

    @property
    def values(self) -> dict[str, str]:
        """The one column that changes."""
        do: str = self.cleaned_data["do"]
        if do.startswith("category:"):
            return {"category": do.removeprefix("category:")}
        return {"form": do}
