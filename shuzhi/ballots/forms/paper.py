"""What the browser sends about paper, as clean values."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.ballots.forms.second import SecondForm
from shuzhi.ballots.forms.slips import printed_before_field
from shuzhi.ballots.models.session import SlipIssue
from shuzhi.ballots.paper import is_number
from shuzhi.ballots.paper.signing import tidy_number
from shuzhi.ballots.rules.paper import MOST_PAPER_AT_ONCE
from shuzhi.ballots.sheet import Sheet, SheetRow
from shuzhi.ballots.taking.casting import as_sent

# So many marks fit on buttons; a longer scale is typed.
MOST_BUTTONS = 21
NO_MARK = "none"


class PrintPaperForm(forms.Form):
    """How many sets for which group; `printed_before` makes a page sent twice harmless."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))
    wanted = forms.IntegerField(
        label=gettext_lazy("Sets to print"), min_value=1, max_value=MOST_PAPER_AT_ONCE
    )
    printed_before = printed_before_field()

    def __init__(self, *args: Any, issues: Sequence[SlipIssue], printed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["printed_before"] = printed
        choices = [(issue.group, issue.label or issue.group) for issue in issues]
        group = self.fields["group"]
        if isinstance(group, forms.ChoiceField):
            group.choices = choices


class AsideForm(SecondForm):
    """Why a set is not counted, and the second signature."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not counted"),
        help_text=gettext_lazy("For example: page 2 was not handed in. It goes into the log."),
        min_length=2,
        max_length=200,
    )
    field_order = ["reason", "username", "password"]


class AnswerForm(forms.Form):
    """What is marked on one row: a place on its scale, or no valid mark."""

    answer = forms.CharField(max_length=20)

    def __init__(self, *args: Any, row: SheetRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_answer(self) -> int | None:
        return place_of(self.row, self.cleaned_data["answer"])


class NumberForm(forms.Form):
    """The number on a sheet, as typed."""

    number = forms.CharField(
        label=gettext_lazy("Number on the sheet"),
        help_text=gettext_lazy("Eight digits beside the code; spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        number = tidy_number(self.cleaned_data["number"])
        if not is_number(number):
            raise forms.ValidationError(_("This is no number of a sheet: look at its digits again."))
        return number


class EntryForm(forms.Form):
    """A whole set typed by hand: one field for each reporter on each row."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        width = len(sheet.rows)
        for line in range(sheet.cells):
            reporter, row = sheet.reporters[line // width], sheet.rows[line % width]
            self.fields[f"cell_{line}"] = _cell(f"{reporter.name} · {row.name}", row)

    @property
    def marks(self) -> list[int | None]:
        """Places on the scale, cell by cell along the ballot."""
        return [
            place_of(self.sheet.rows[line % len(self.sheet.rows)], self.cleaned_data[f"cell_{line}"])
            for line in range(self.sheet.cells)
        ]


def places_of(row: SheetRow) -> list[tuple[int, str]]:
    """The marks of a row for buttons and lists; empty when the scale is too long for that."""
    if row.steps > MOST_BUTTONS:
        return []
    if row.options:
        return list(enumerate(row.options))
    return [(place, str(as_sent(row, place))) for place in range(row.steps)]


def place_of(row: SheetRow, sent: str) -> int | None:
    """The place on the scale that was sent; a long scale sends the mark itself."""
    if sent in {NO_MARK, "-"}:
        return None
    if not places_of(row):
        try:
            return row.ordinal(sent)
        except ValueError:
            raise forms.ValidationError(_("There is no such mark on this row.")) from None
    if not sent.isdecimal() or int(sent) >= row.steps:
        raise forms.ValidationError(_("There is no such mark on this row."))
    return int(sent)


def _cell(label: str, row: SheetRow) -> forms.Field:
    if places := places_of(row):
        named = [("", "—"), (NO_MARK, _("no valid mark")), *((str(place), mark) for place, mark in places)]
        return forms.ChoiceField(label=label, choices=named, widget=forms.Select(attrs={"aria-label": label}))
    # A dash is a row without a valid mark: nothing is left out by oversight.
    return forms.CharField(label=label, max_length=12, widget=forms.TextInput(attrs={"aria-label": label}))
