from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import ReportForm
from shuzhi.reports.states import NOT_BEGUN, Stage


class ReportFilterForm(forms.Form):
    """What the list shows; everything stands in the address."""

    text = forms.CharField(label=_("Organisation or name"), required=False)
    cycle = forms.TypedChoiceField(label=_("Cycle"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), (NOT_BEGUN, pgettext_lazy("report", "Not begun")), *Stage.choices],
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False, choices=[("", _("all")), *ReportForm.choices])

    def __init__(self, *args: Any, cycles: list[Cycle], categories: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        all_of = ("", _("all"))
        self.fields["cycle"].choices = [all_of, *((one.pk, one.title) for one in cycles)]  # type: ignore[attr-defined]
        self.fields["category"].choices = [all_of, *((name, name) for name in categories)]  # type: ignore[attr-defined]
