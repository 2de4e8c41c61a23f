from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles import queries
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import Publication, Stage
from shuzhi.organisations.models import Organisation

ORDER_OF_DATES = ["research_from", "report_due", "meeting_on", "decide_by", "rectify_by"]


class DateField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **kwargs
        )


class TimetableForm(forms.Form):
    """The dates of the year, in their order."""

    research_from = DateField(label=_("Research begins"))
    report_due = DateField(
        label=_("Reports are due"),
        help_text=_("Usually ten days before the meeting, so that they can be read."),
    )
    meeting_on = DateField(label=_("Meeting day"))
    decide_by = DateField(label=_("Grades are fixed by"))
    rectify_by = DateField(
        label=_("Rectification lists are due"), help_text=_("Within one month after the meeting.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given: list[tuple[str, date]] = [(n, cleaned[n]) for n in ORDER_OF_DATES if cleaned.get(n)]
        for (before, first), (after, second) in pairwise(given):
            if second < first:
                said = _("“%(after)s” lies before “%(before)s”.")
                words = {"after": self.fields[after].label, "before": self.fields[before].label}
                self.add_error(after, forms.ValidationError(said, params=words))
        return cleaned

    @property
    def dates(self) -> dict[str, date | None]:
        return {name: self.cleaned_data[name] for name in ORDER_OF_DATES}

    def with_usual_dates(self, year: int | None = None) -> dict[str, Any]:
        """What was typed, with the usual days of the year in the place of the dates, by the meeting if it is set."""
        self.full_clean()
        typed = {name: self[name].value() for name in self.fields}
        wanted = year or self.cleaned_data.get("year") or queries.usual_year()["year"]
        return typed | dict(queries.usual_dates(wanted, self.cleaned_data.get("meeting_on")))


class NewCycleForm(TimetableForm):
    organiser = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organiser"), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As it stands on the notice of the round.")
    )
    field_order = ["organiser", "year", "title", *ORDER_OF_DATES]

    def __init__(self, *args: Any, organisers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organiser"].queryset = organisers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted = {name: cleaned.get(name) for name in ("organiser", "year", "title")}
        if Cycle.objects.filter(**wanted).exists():
            self.add_error("title", _("This organiser already has a cycle of this year with this title."))
        return cleaned


class CycleFilterForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), required=False, widget=forms.NumberInput(attrs={"size": 6}))
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("all")), *Stage.choices])
    text = forms.CharField(label=_("Title or organiser"), required=False)


class SectionForm(forms.Form):
    """One section of the report; a row without a title is left out."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title of the section"), max_length=60, required=False)
    help = forms.CharField(label=_("What to write"), max_length=200, required=False)
    problems = forms.BooleanField(label=_("holds problems and causes"), required=False)


class SectionsFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    def sections(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title", "").strip()]
        taken = {row["key"] for row in rows if row["key"]}
        free = (f"section-{n}" for n in range(1, 100) if f"section-{n}" not in taken)
        return [{**row, "key": row["key"] or next(free)} for row in rows]

    def clean(self) -> None:
        if not any(self.errors) and not self.sections():
            raise forms.ValidationError(_("A report has at least one section."))


SectionFormSet = cast(
    type[SectionsFormSet],
    forms.formset_factory(SectionForm, formset=SectionsFormSet, extra=1, max_num=12),
)


class ReportFrameForm(forms.Form):
    text_limit = forms.IntegerField(
        label=_("Most characters in a report"),
        min_value=100,
        max_value=50_000,
        help_text=_("A longer report is pointed out, never refused."),
    )
    problem_share = forms.CharField(
        label=_("Share of problems and causes"),
        max_length=9,
        help_text=_("A fraction such as 1/3, or 0. A smaller share is pointed out, never refused."),
    )
    comment_minimum = forms.IntegerField(
        label=_("Least length of a comment"),
        min_value=1,
        max_value=2000,
        help_text=_(
            "A shorter comment does not count, and the ballot waits for it. A Chinese character or a mark counts "
            "one; a word of letters or a number one for every three letters or digits."
        ),
    )
    speaking_minutes = forms.IntegerField(label=_("Minutes to speak"), min_value=1, max_value=120)
    speaking_speed = forms.IntegerField(
        label=_("Characters spoken in a minute"),
        min_value=50,
        max_value=600,
        required=False,
        help_text=_("By it the editor estimates how long the spoken passages take."),
    )

    def clean_problem_share(self) -> str:
        text: str = self.cleaned_data["problem_share"].strip()
        try:
            share = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise forms.ValidationError(_("Write a fraction such as 1/3.")) from None
        if not 0 <= share < 1:
            raise forms.ValidationError(_("Write a fraction between 0 and 1."))
        return text


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label=_("Accepted reports are published to"),
        choices=Publication.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "What is withheld of a report, and why, is listed with it. Nobody is the usual beginning."
        ),
    )


class OpeningForm(forms.Form):
    """Opening cannot be undone, so the year is typed once more."""

    year = forms.IntegerField(label=_("Type the year of the cycle to open it"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year != self.cycle.year:
            raise forms.ValidationError(_("This cycle is of another year."))
        return year


class ClosingForm(OpeningForm):
    year = forms.IntegerField(label=_("Type the year of the cycle to close it"))
