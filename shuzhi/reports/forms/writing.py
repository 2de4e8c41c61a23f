from typing import Any

from django import forms

from shuzhi.reports.models import Report

LONGEST_TEXT = 100_000


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
