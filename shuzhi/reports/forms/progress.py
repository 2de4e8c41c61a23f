from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.organisations.models import Organisation


class PlaceForm(forms.Form):
    """Whose progress is shown: of a year, of the organisers at and below a place."""

    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2100, widget=forms.NumberInput({"size": 6})
    )
    under = forms.TypedChoiceField(
        label=_("At and below"), required=False, coerce=int, empty_value=None, choices=[("", _("all"))]
    )

    def __init__(self, *args: Any, places: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = min((place.depth for place in places), default=0)
        self.fields["under"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((place.pk, "　" * (place.depth - least) + place.name) for place in places),
        ]


class ExactForm(forms.Form):
    """The figures of the progress page as filters of the list, so that each opens the reports it counts."""

    year = forms.IntegerField(required=False, min_value=2000, max_value=2100, widget=forms.HiddenInput)
    under = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    returns = forms.IntegerField(required=False, min_value=1, max_value=999, widget=forms.HiddenInput)
    overdue = forms.BooleanField(required=False, widget=forms.HiddenInput)
    missing = forms.BooleanField(required=False, widget=forms.HiddenInput)
