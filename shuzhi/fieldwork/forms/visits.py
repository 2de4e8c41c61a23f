from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle, Reporter, Topic
from shuzhi.fieldwork import queries, rules
from shuzhi.fieldwork.states import Kind, Phase, VisitState
from shuzhi.organisations.models import Organisation
from shuzhi.web.keys import key_from

ALL = ("", _("all"))
YES_NO = [ALL, ("yes", _("yes")), ("no", _("no"))]


class VisitFilterForm(forms.Form):
    cycle = forms.TypedChoiceField(label=_("Cycle"), required=False, coerce=int, empty_value=None)
    method = forms.ChoiceField(label=_("Method"), required=False)
    phase = forms.ChoiceField(label=_("Before or after"), required=False, choices=[ALL, *Phase.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *VisitState.choices])
    announced = forms.ChoiceField(label=_("Announced"), required=False, choices=YES_NO)
    drawn = forms.ChoiceField(label=_("Drawn"), required=False, choices=YES_NO)
    text = forms.CharField(label=_("Organisation or place"), required=False, max_length=100)

    def __init__(self, *args: Any, cycles: list[Cycle], methods: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "cycle", [ALL, *((one.pk, one.title) for one in cycles)])
        choose(self, "method", [ALL, *methods.items()])


class FindingFilterForm(forms.Form):
    cycle = forms.TypedChoiceField(label=_("Cycle"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    tag = forms.CharField(label=_("Mark"), required=False, max_length=20, widget=forms.HiddenInput())
    reporter = forms.IntegerField(required=False, widget=forms.HiddenInput())
    text = forms.CharField(label=_("Words"), required=False, max_length=100)

    def __init__(self, *args: Any, cycles: list[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "cycle", [ALL, *((one.pk, one.title) for one in cycles)])


class PlaceInput(forms.Widget):
    """The organisations' own search box; without scripts the code typed into the box is taken."""

    template_name = "organisations/_choose.html"
    units: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        key = key_from(getattr(value, "pk", value))
        context["widget"] |= {
            "address": reverse("organisations:choose-organisation"),
            "chosen": self.units.filter(pk=key).first(),
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if data.get(name):
            return data[name]
        typed = str(data.get(f"{name}_typed", "")).strip()
        return self.units.filter(code=typed).values_list("pk", flat=True).first() if typed else None

    def id_for_label(self, id_: str) -> str:
        return id_


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """A unit of the organiser, chosen by typing."""


class VisitForm(forms.Form):
    organisation = PlaceField(Organisation.objects.none(), label=_("Where to"), widget=PlaceInput)
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("A service hall, a yard, a village square."),
    )
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    phase = forms.ChoiceField(label=_("Before or after"), choices=Phase.choices)
    method = forms.ChoiceField(label=_("Method"))
    announced = forms.BooleanField(
        label=_("Announced"), required=False, help_text=_("Without a tick nobody there is told.")
    )
    led_by = forms.CharField(
        label=_("Led by"),
        max_length=80,
        required=False,
        help_text=_("The leader who goes along, where one does."),
    )
    team = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Team"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = queries.units_for(cycle)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]
        self.fields["organisation"].widget.units = units
        choose(self, "method", list(queries.method_names(cycle).items()))
        self.fields["team"].queryset = queries.researchers_for(cycle)  # type: ignore[attr-defined]
        self.cycle = cycle

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        place = clean.get("organisation")
        for member in clean.get("team", []) if place else []:
            if refusal := rules.may_join(member, self.cycle, place):
                self.add_error("team", str(refusal))
        return clean


class RuledForm(forms.Form):
    """A form whose limits stand in data/fields.json, where the phone reads them too."""

    ruled = ""

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        faults = rules.faults_in(self.ruled, clean)
        for name, sentence in rules.said(self.ruled, faults).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return clean


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        handed = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in handed if one]


class FindingForm(RuledForm):
    ruled = "finding"
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect, initial="problem"
    )
    text = forms.CharField(
        label=_("What was found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was seen or heard, where, how many; no names of people who told it."),
    )
    tag = forms.ChoiceField(label=_("Mark"), required=False)
    reporters = forms.ModelMultipleChoiceField(
        Reporter.objects.none(),
        label=_("Whom it concerns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = ManyFilesField(label=_("Files behind it"), required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "tag", [("", _("none")), *queries.tag_names(cycle).items()])
        self.fields["reporters"].queryset = cycle.reporters.all()  # type: ignore[attr-defined]
        self.fields["topics"].queryset = cycle.topics.all()  # type: ignore[attr-defined]

    def clean_evidence(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["evidence"]
        if refusal := rules.refuse_too_many_photos(len(files)):
            raise forms.ValidationError(str(refusal))
        return files


class RecordForm(RuledForm):
    ruled = "record"
    received = forms.IntegerField(label=_("Demands received"), required=False, min_value=0)
    solved = forms.IntegerField(label=_("Of these solved"), required=False, min_value=0)
    note = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, counts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["received"], self.fields["solved"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200, min_length=rules.SHORTEST_REASON)


class WordsForm(forms.Form):
    methods = forms.CharField(
        label=_("Methods of visits"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: code, blank, name. A “*” at the end counts demands received and solved."),
    )
    tags = forms.CharField(
        label=_("Marks of findings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: code, blank, name."),
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_methods(self) -> list[dict[str, Any]]:
        return self._words("methods")

    def clean_tags(self) -> list[dict[str, Any]]:
        return self._words("tags")

    def _words(self, name: str) -> list[dict[str, Any]]:
        known = [*queries.words_of(self.cycle)[name], *queries.shipped()[name]]
        words = queries.from_lines(self.cleaned_data[name], known)
        bare = [word["code"] for word in words if not word["zh"] or len(word["code"]) > 20]
        codes = [word["code"] for word in words]
        if bare:
            said = gettext("A code of at most 20 characters, a blank and a name are needed: %(codes)s.")
            raise forms.ValidationError(said % {"codes": "、".join(bare)})
        if len(set(codes)) != len(codes):
            raise forms.ValidationError(gettext("A code stands twice."))
        return words


def choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Says what a field of choices offers."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]
