from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.exchange.models import Laptop
from shuzhi.exchange.queries import laptops
from shuzhi.exchange.rules import NO_KEY, SHORTEST_REASON
from shuzhi.exchange.states import is_key, key_in


class LaptopForm(forms.Form):
    name = forms.CharField(label=_("Name of the laptop"), max_length=80)
    key = forms.CharField(
        label=_("Its key"),
        help_text=_("“shuzhi hall identity” prints it on the laptop. Two people compare the fingerprint."),
        max_length=200,
    )

    def clean_key(self) -> str:
        key = key_in(self.cleaned_data["key"])
        if not is_key(key):
            raise forms.ValidationError(NO_KEY)
        return key


class OutForm(forms.Form):
    laptop: "forms.ModelChoiceField[Laptop]" = forms.ModelChoiceField(
        queryset=laptops(), label=_("Laptop"), empty_label=None
    )


class CallBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the log."),
    )


class HomeForm(forms.Form):
    package = forms.FileField(label=_("Package"))
