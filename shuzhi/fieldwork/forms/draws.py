from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork import queries, rules
from shuzhi.fieldwork.forms.visits import choose
from shuzhi.organisations.states import Kind

GROUPS = [
    ("none", _("one group")),
    ("kind", _("by kind")),
    ("category", _("by category")),
    ("above", _("by the organisation above")),
]
DAY = {"type": "date"}
MOST_BYTES = 2_000_000


class FrameForm(forms.Form):
    """From which units is drawn, in which groups, how many of each."""

    kinds = forms.MultipleChoiceField(
        label=_("Units below the organiser"),
        required=False,
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ChoiceField(label=_("Groups"), choices=GROUPS, initial="above")
    units = forms.CharField(
        label=_("Or an own list"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One unit a line: code, then the group; copied from a spreadsheet or with commas."),
    )
    handed = forms.FileField(label=_("Or a list as a file (CSV)"), required=False)
    total = forms.IntegerField(label=_("How many are drawn"), min_value=1, max_value=500)
    least = forms.IntegerField(
        label=_("At least of each group"),
        min_value=0,
        initial=0,
        help_text=_("The rest is shared by size: largest remainder, ties to the name that comes first."),
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_handed(self) -> str:
        handed = self.cleaned_data["handed"]
        if not handed:
            return ""
        if handed.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The list is larger than 2 MB."))
        content = handed.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(content.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(gettext("The file is no text; save the list as CSV."))

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if self.errors:
            return clean
        listed = clean.get("units") or clean.get("handed")
        frame = self._listed(listed) if listed else self._below(clean)
        if not frame and not self.errors:
            self.add_error(None, gettext("The list is empty: tick kinds of units, or hand in a list."))
        counts = queries.counts_of(frame)
        clean["frame"] = frame
        clean["sizes"] = queries.allocate(counts, clean["total"], clean["least"]) if frame else {}
        return clean

    def _below(self, clean: dict[str, Any]) -> list[list[str]]:
        return queries.frame_below(self.cycle.organiser, clean["kinds"], clean["groups"])

    def _listed(self, text: str) -> list[list[str]]:
        """The units of a list; every line that cannot be read is named, and nothing is taken then."""
        there = dict(queries.units_for(self.cycle).values_list("code", "name"))
        frame, seen = [], set()
        for number, line in enumerate(text.splitlines(), start=1):
            cells = [cell.strip() for cell in line.replace("\t", ",").replace("，", ",").split(",")]
            if not any(cells):
                continue
            code = cells[0]
            if code not in there:
                said = gettext("Line %(line)d: “%(code)s” is no code of a unit of the organiser.")
                self.add_error(None, said % {"line": number, "code": code})
            elif code in seen:
                said = gettext("Line %(line)d: “%(code)s” stands twice.")
                self.add_error(None, said % {"line": number, "code": code})
            else:
                seen.add(code)
                frame.append([code, there[code], (cells[-1] if len(cells) > 1 else "") or "—"])
        return frame


class DrawForm(FrameForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Everybody who sees the cycle sees it: no day, no place."),
    )
    day = forms.DateField(label=_("Opens on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Last day of the visits"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("After this day everybody may see and repeat the draw."),
    )
    beacon = forms.CharField(
        label=_("Public number of the day"),
        max_length=200,
        help_text=_(
            "Which number, published when and where; nobody may know it today. For instance a lottery."
        ),
    )
    method = forms.ChoiceField(label=_("Method"))
    team = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Team"), widget=forms.CheckboxSelectMultiple
    )
    first = forms.ModelChoiceField(User.objects.none(), label=_("First holder of a word"))
    second = forms.ModelChoiceField(User.objects.none(), label=_("Second holder of a word"))
    field_order = ["title", "day", "until", "beacon", "method", "kinds", "groups", "units", "handed", "total",
                   "least", "team", "first", "second"]  # fmt: skip

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, **kwargs)
        choose(self, "method", list(queries.method_names(cycle).items()))
        self.fields["team"].queryset = queries.researchers_for(cycle)  # type: ignore[attr-defined]
        for name in ("first", "second"):
            self.fields[name].queryset = queries.word_holders_for(cycle)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if clean.get("day") and clean.get("until") and clean["until"] < clean["day"]:
            self.add_error("until", gettext("The last day lies before the first."))
        if clean.get("first") and clean["first"] == clean.get("second"):
            self.add_error("second", gettext("Two different people keep the words."))
        for member in clean.get("team", []):
            if refusal := rules.may_join(member, self.cycle, None):
                self.add_error("team", str(refusal))
        return clean

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("title", "day", "until", "beacon", "method", "team", "frame", "sizes")
        clean = self.cleaned_data
        return {**{name: clean[name] for name in names}, "holders": (clean["first"], clean["second"])}


class WordForm(forms.Form):
    word = forms.CharField(
        label=_("The word you took"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    value = forms.CharField(
        label=_("The public number"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As it was published, digits only, in the published order, without blanks."),
    )

    def clean_value(self) -> str:
        return "".join(self.cleaned_data["value"].split())
