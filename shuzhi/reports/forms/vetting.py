from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.reports.models import Part
from shuzhi.reports.rules import Item

WHOLE = ""
LONGEST_NOTE = 2000


def _small(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PassageForm(forms.Form):
    """A place in the text: the whole, a part, or a passage of a part copied word for word."""

    section = forms.ChoiceField(label=_("Part"), required=False)
    quote = forms.CharField(
        label=_("Passage"),
        required=False,
        strip=False,
        widget=_small(),
        help_text=_("Select words in the text, or copy them here; empty speaks of the whole part."),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(WHOLE, _("The whole report")), *((part.key, part.title) for part in parts)]
        self.fields["section"].choices = choices  # type: ignore[attr-defined]

    @property
    def place(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        quote = cleaned["quote"].replace("\r\n", "\n")
        start = cleaned["start"]
        # Spaces around copied words are not the text's, unless the page itself counted them.
        quote = quote if start is not None else quote.strip()
        return {"section": cleaned["section"], "quote": quote, "start": start or 0}


class NoteForm(PassageForm):
    text = forms.CharField(label=_("What to change"), max_length=LONGEST_NOTE, widget=_small(3))


class WithholdForm(PassageForm):
    reason = forms.CharField(
        label=_("Why it is not published"),
        max_length=200,
        help_text=_("Readers see this in the place of the words."),
    )


class SaidForm(forms.Form):
    """A reply of the authors, or what the office still wants."""

    text = forms.CharField(label=_("Reply"), max_length=LONGEST_NOTE, widget=_small())


class ReturnForm(forms.Form):
    """What is said of the whole, and until when the text is awaited back."""

    note = forms.CharField(
        label=_("For the whole report"), required=False, widget=_small(), max_length=LONGEST_NOTE
    )
    until = forms.DateField(
        label=_("Awaited back until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def notes(self) -> dict[str, str]:
        text = self.cleaned_data["note"].strip()
        return {"": text} if text else {}


class ChecklistForm(forms.Form):
    """A tick for what is met, a note for what is not; neither leaves the item open."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            check = item.check
            self.fields[f"met-{item.key}"] = forms.BooleanField(
                label=item.text,
                required=False,
                initial=check.met if check else item.is_found_met,
                help_text=item.help,
            )
            self.fields[f"note-{item.key}"] = forms.CharField(
                label=_("Note, when it is not met"),
                required=False,
                max_length=500,
                initial=check.note if check else "",
            )

    @property
    def rows(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        return [(item, self[f"met-{item.key}"], self[f"note-{item.key}"]) for item in self.items]

    @property
    def answers(self) -> dict[str, tuple[bool, str]]:
        said = {
            item.key: (self.cleaned_data[f"met-{item.key}"], self.cleaned_data[f"note-{item.key}"])
            for item in self.items
        }
        return {key: (met, note) for key, (met, note) in said.items() if met or note.strip()}


class ReminderForm(forms.Form):
    again = forms.CharField(
        label=_("Why again so soon"), required=False, max_length=200, help_text=_("It stands in the log.")
    )


class ItemForm(forms.Form):
    """One item of the checklist; a row without words is left out."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("What is checked"), max_length=120, required=False)
    help = forms.CharField(label=_("What to look at"), max_length=200, required=False)
    found_by = forms.ChoiceField(
        label=_("The system looks it up"),
        required=False,
        choices=[
            ("", pgettext_lazy("found by", "no, a person does")),
            ("topics_answered", _("every must-report topic has an answer")),
            ("notes_answered", _("every note of the rounds before has a reply")),
            ("in_time", _("it was first handed in on time")),
        ],
    )


class ItemsFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    def items(self) -> list[dict[str, str]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text", "").strip()]
        taken = {row["key"] for row in rows if row["key"]}
        free = (key for n in range(1, 100) if (key := f"item-{n}") not in taken)
        return [{**row, "key": row["key"] or next(free)} for row in rows]


ItemFormSet = cast(
    type[ItemsFormSet], forms.formset_factory(ItemForm, formset=ItemsFormSet, extra=2, max_num=30)
)


class PlanForm(forms.Form):
    """How a cycle vets, and whether search engines may list what it publishes to everybody."""

    return_days = forms.IntegerField(
        label=_("Days to mend a returned report"),
        min_value=1,
        max_value=60,
        help_text=_("Proposed at each return; the day can be changed there."),
    )
    searchable = forms.BooleanField(
        label=_("Search engines may list what is public"),
        required=False,
    )
