"""What the browser sends about opening and closing."""

from django import forms
from django.utils.translation import gettext_lazy


class ConfirmForm(forms.Form):
    """The typed word of the person who takes a step that cannot be undone."""

    reason = forms.CharField(
        label=gettext_lazy("On whose word"),
        help_text=gettext_lazy("For example: announced by the chair. It goes into the log."),
        min_length=2,
        max_length=200,
    )
