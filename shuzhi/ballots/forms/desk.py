"""What the browser sends from the slip desk, as clean values."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.ballots.forms.second import SecondForm
from shuzhi.ballots.models.session import SlipIssue
from shuzhi.ballots.rules import MOST_SLIPS_AT_ONCE
from shuzhi.ballots.states import SlipChannel


class IssueForm(forms.Form):
    """One group and channel of the account."""

    issue = forms.TypedChoiceField(label=gettext_lazy("Group"), coerce=int)

    def __init__(self, *args: Any, issues: Sequence[SlipIssue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = {issue.pk: issue for issue in issues}
        _offer(self.fields["issue"], issues)

    @property
    def chosen(self) -> SlipIssue:
        return self.issues[self.cleaned_data["issue"]]


class CountForm(IssueForm):
    """So many slips of one group and channel, handed out or taken back."""

    count = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_SLIPS_AT_ONCE, initial=1
    )


class VoidForm(SecondForm):
    """The code of a slip that shall count no more, why, and what goes out for it."""

    code = forms.CharField(
        label=gettext_lazy("Code on the slip, or number on the paper set"),
        help_text=gettext_lazy("Type it, or scan it with a hand scanner. It is written into no log."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For example: torn, printed badly, handed back."),
        min_length=2,
        max_length=200,
    )
    replace_by = forms.ChoiceField(label=gettext_lazy("What goes out for it"), required=False)
    field_order = ["code", "why", "replace_by", "username", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replace_by"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("Nothing")),
                (SlipChannel.PHONE, _("Another slip for a phone")),
                (SlipChannel.PAPER, _("A paper ballot")),
            ]


class LostForm(IssueForm, SecondForm):
    """A slip that is gone, of which nobody knows the code."""

    why = forms.CharField(
        label=gettext_lazy("What has happened to it"),
        help_text=gettext_lazy("For example: left in the car; not found in the hall."),
        min_length=2,
        max_length=200,
    )
    replaced = forms.BooleanField(
        label=gettext_lazy("Another one goes out for it"), required=False, initial=True
    )
    field_order = ["issue", "why", "replaced", "username", "password"]


class VoidPrintForm(IssueForm, SecondForm):
    """Whose slips are void as a whole, and why."""

    why = forms.CharField(
        label=gettext_lazy("What has happened to the print"),
        help_text=gettext_lazy(
            "For example: the file would not open; the file was left where others could take it."
        ),
        min_length=2,
        max_length=200,
    )
    field_order = ["issue", "why", "username", "password"]


class CallBackForm(SecondForm):
    """Why a loss is taken back."""

    why = forms.CharField(label=gettext_lazy("What is known"), min_length=2, max_length=200)
    field_order = ["why", "username", "password"]


def _offer(field: forms.Field, issues: Sequence[SlipIssue]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [
            (issue.pk, f"{issue.label or issue.group} · {issue.get_channel_display()}") for issue in issues
        ]
