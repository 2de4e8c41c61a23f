from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.reports.models import Report


class ReturnForm(forms.Form):
    """A note for the whole and one for each section."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        small = forms.Textarea(attrs={"rows": 2})
        self.fields["note"] = forms.CharField(label=_("For the whole report"), required=False, widget=small)
        for section in report.sections:
            self.fields[f"note-{section['key']}"] = forms.CharField(
                label=section["title"], required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def notes(self) -> dict[str, str]:
        found = {
            name.removeprefix("note").removeprefix("-"): text for name, text in self.cleaned_data.items()
        }
        return {section: text.strip() for section, text in found.items() if text.strip()}
