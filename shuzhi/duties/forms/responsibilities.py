from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.duties.models import Responsibility
from shuzhi.duties.states import Kind
from shuzhi.organisations.states import Kind as UnitKind


class ResponsibilityForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20)
    text = forms.CharField(
        label=_("Responsibility"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    post = forms.CharField(label=_("Whose"), max_length=60, required=False)
    basis = forms.CharField(label=_("Basis"), max_length=300, required=False)
    refines = forms.ModelChoiceField(
        label=_("Carries out"),
        queryset=Responsibility.objects.none(),
        required=False,
        help_text=_("A responsibility that comes down from above."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of organisations"),
        choices=UnitKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    since = forms.IntegerField(label=_("First year"), min_value=2001, max_value=2099)

    def __init__(self, *args: Any, above: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refines"].queryset = above  # type: ignore[attr-defined]


class EndForm(forms.Form):
    until = forms.IntegerField(label=_("Last year"), min_value=2001, max_value=2099)
    reason = forms.CharField(label=_("Why it ends"), max_length=300)


class QuotaForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2001, max_value=2099)
    kind = forms.ChoiceField(label=_("Kind of line"), choices=Kind.choices)
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=50)
    most = forms.IntegerField(label=_("At most"), min_value=0, max_value=50)
