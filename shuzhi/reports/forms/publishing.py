from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ChosenForm(forms.Form):
    """The reports to publish."""

    report = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, ready: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [(key, key) for key in ready]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """What was read once cannot be unread, so the number of reports is typed once more."""

    count = forms.IntegerField(label=_("Type how many reports are published"))

    def __init__(self, *args: Any, reports: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = reports

    def clean_count(self) -> int:
        count: int = self.cleaned_data["count"]
        if count != self.reports:
            raise forms.ValidationError(_("It is another number of reports."))
        return count


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stands in the record of the correction.")
    )
