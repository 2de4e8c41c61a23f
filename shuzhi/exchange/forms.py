from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.exchange.models import Laptop
from shuzhi.exchange.queries import laptops


class LaptopForm(forms.Form):
    name = forms.CharField(label=_("Name of the laptop"), max_length=80)
    key = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("Its key"),
        help_text=_("“shuzhi hall identity” prints it on the laptop. Two people compare the fingerprint."),
        strip=True,
    )


class OutForm(forms.Form):
    laptop: "forms.ModelChoiceField[Laptop]" = forms.ModelChoiceField(
        queryset=laptops(), label=_("Laptop"), empty_label=None
    )


class HomeForm(forms.Form):
    package = forms.FileField(label=_("Package"))
