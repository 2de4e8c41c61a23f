from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import ReportForm
from shuzhi.reports.models import Report
from shuzhi.reports.states import NOT_BEGUN, Stage

LONGEST_TEXT = 100_000


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


class DraftForm(forms.Form):
    """The text of a report: a field for each section and each topic, and the version it was written upon."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section_keys = [section["key"] for section in report.sections]
        self.topic_keys = [topic.pk for topic in report.cycle.topics.all()]
        for name in (
            *(f"section-{key}" for key in self.section_keys),
            *(f"answer-{key}" for key in self.topic_keys),
        ):
            self.fields[name] = forms.CharField(required=False, strip=False, max_length=LONGEST_TEXT)

    @property
    def sections(self) -> dict[str, str]:
        return {key: self._text(f"section-{key}") for key in self.section_keys}

    @property
    def answers(self) -> dict[int, str]:
        return {key: self._text(f"answer-{key}") for key in self.topic_keys}

    def _text(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        return text.replace("\r\n", "\n")


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
