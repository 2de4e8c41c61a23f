from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuzhi.indicators.models import Fact, Indicator
from shuzhi.indicators.states import NumberError, period_text, scaled_from


class YearForm(forms.Form):
    """The year of a page; it stands in the address."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2001, max_value=2099)


class FilterForm(forms.Form):
    text = forms.CharField(label=_("Code or name"), required=False, max_length=80)
    hard = forms.BooleanField(label=_("hard indicators only"), required=False)


class _ValueForm(forms.Form):
    """A figure as text, taken exactly; the unit stands beside the field."""

    def __init__(self, *args: Any, indicator: Indicator, periods: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        periods_shown = [(period, period_text(period)) for period in periods]
        self.fields["period"] = forms.ChoiceField(label=_("Period"), choices=periods_shown)
        self.fields["value"].help_text = indicator.unit_label
        self.order_fields(["period", "value"])

    def clean_value(self) -> int:
        try:
            return scaled_from(
                self.cleaned_data["value"], self.indicator.decimals, percent=self.indicator.is_percent
            )
        except NumberError as error:
            raise forms.ValidationError(str(error)) from error


class FactForm(_ValueForm):
    value = forms.CharField(label=_("Value"), max_length=40)
    source = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("Ledger, report or system the figure was taken from.")
    )
    as_of = forms.DateField(
        label=_("As of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
        help_text=_("The day that the figure describes."),
    )
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=300,
        required=False,
        help_text=_("Only where a figure stands already for the period."),
    )

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the figure lies in the future."))
        return day


class TargetForm(_ValueForm):
    value = forms.CharField(label=_("Target"), max_length=40)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Reason of the change"),
        max_length=300,
        required=False,
        help_text=_("Only where a target stands already for the period."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why the figure no longer stands"), max_length=300)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook or CSV"),
        help_text=_(
            "An .xlsx file, or a .csv from another system, up to 30 MB; you see first what it would do."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def initial_of(fact: Fact | None, period: str) -> dict[str, Any]:
    """What is known already stands in the form: nobody types it twice."""
    if fact is None:
        return {"period": period}
    return {"period": period, "value": fact.value_text, "source": fact.source, "as_of": fact.as_of}
