from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.indicators.models import Indicator
from shuzhi.indicators.models.indicator import CODE
from shuzhi.indicators.states import MOST_DECIMALS, Direction, OverTime, PeriodKind, RollUp
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Category, Kind


def _link(label: Any, help_text: Any = "") -> forms.ModelChoiceField:  # type: ignore[type-arg]  # no subscript at run time
    return forms.ModelChoiceField(
        label=label, queryset=Indicator.objects.none(), required=False, help_text=help_text
    )


class IndicatorForm(forms.Form):
    """A definition; what figures are read by is refused by the rule once figures stand."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    unit = forms.CharField(label=_("Unit of measure"), max_length=20, help_text=_("For shares write %."))
    unit_en = forms.CharField(label=_("Unit of measure in English"), max_length=40, required=False)
    definition = forms.CharField(
        label=_("What is counted"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(
        label=_("Basis"), max_length=300, required=False, help_text=_("The document that asks for it.")
    )
    period = forms.ChoiceField(label=_("Period"), choices=PeriodKind.choices)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=MOST_DECIMALS, initial=0)
    direction = forms.ChoiceField(label=_("Which way is better"), choices=Direction.choices)
    hard = forms.BooleanField(
        label=_("Hard indicator"),
        required=False,
        help_text=_("Every unit it applies to has to have a figure."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories of organisations"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of organisations"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    part_of = _link(_("Part of"))
    roll_up = forms.ChoiceField(label=_("Over the units"), choices=RollUp.choices)
    over_time = forms.ChoiceField(
        label=_("Over the year"),
        choices=OverTime.choices,
        initial=OverTime.LAST,
        help_text=_("For monthly and quarterly figures."),
    )
    numerator = _link(_("Above the line"), _("For ratios only."))
    denominator = _link(_("Below the line"), _("For ratios only."))
    times = forms.IntegerField(
        label=_("Times"), min_value=1, max_value=1_000_000, initial=1, help_text=_("100 for per cent.")
    )
    ended = forms.BooleanField(
        label=_("No longer collected"),
        required=False,
        help_text=_("Old figures stay; new ones are not taken."),
    )
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999_999, initial=0)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("part_of", "numerator", "denominator"):
            self.fields[name].queryset = among  # type: ignore[attr-defined]


class DefineForm(IndicatorForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[CODE],
        help_text=_("Reports quote the figure by it; it cannot be changed later."),
    )
    owner = forms.ChoiceField(label=_("Owner"))
    field_order = ("code", "owner")

    def __init__(self, *args: Any, owners: dict[str, Organisation | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = owners
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (key, owner.name if owner else _("the whole server")) for key, owner in owners.items()
        ]

    def clean_owner(self) -> Organisation | None:
        return self.owners[self.cleaned_data["owner"]]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if holder := Indicator.objects.filter(code=code).first():
            raise forms.ValidationError(
                _("The code %(code)s belongs to %(name)s."), params={"code": code, "name": holder}
            )
        return code
