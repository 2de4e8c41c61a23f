"""What the browser sends about slips, as clean values."""

from collections.abc import Sequence
from copy import copy
from dataclasses import astuple
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.ballots.actions import SlipAccount
from shuzhi.ballots.models.session import SlipIssue
from shuzhi.ballots.rules import MOST_SLIPS_AT_ONCE, refuse_account


def printed_before_field() -> forms.IntegerField:
    """How many were printed when the page was shown; nobody types it, so a fault in it is a fault of the page."""
    not_whole = gettext_lazy(
        "The page was not sent whole, and nothing was printed. Look at the numbers and send it once more."
    )
    wrong = dict.fromkeys(("required", "invalid", "min_value"), not_whole)
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=wrong)


class PrintForm(forms.Form):
    """How many slips to print for each group; `printed_before` makes a page sent twice harmless."""

    printed_before = printed_before_field()

    def __init__(self, *args: Any, issues: Sequence[SlipIssue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = issues
        self.initial["printed_before"] = sum(issue.printed for issue in issues)
        for issue in issues:
            self.fields[f"group_{issue.pk}"] = forms.IntegerField(
                label=_("Group %(group)s") % {"group": issue.group},
                help_text=issue.label if issue.label != issue.group else "",
                min_value=0,
                max_value=MOST_SLIPS_AT_ONCE,
                required=False,
                initial=max((issue.expected or 0) - issue.printed, 0),
            )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self.wanted.values()):
            raise forms.ValidationError(_("Say for at least one group how many slips to print."))
        return clean

    @property
    def wanted(self) -> dict[str, int]:
        return {issue.group: self.cleaned_data[f"group_{issue.pk}"] or 0 for issue in self.issues}


class AccountForm(forms.Form):
    """One group's slips: issued, spoiled, left over.

    What nobody has counted yet as left over is suggested from the account; `is_suggested` says so on the page. What
    stands already is left standing, and where the account leaves another number, `leaves` is that number.
    """

    issued = forms.IntegerField(label=gettext_lazy("Issued"), min_value=0, required=False)
    spoiled = forms.IntegerField(label=gettext_lazy("Spoiled"), min_value=0, required=False)
    unused = forms.IntegerField(label=gettext_lazy("Unused"), min_value=0, required=False)

    def __init__(self, sent: QueryDict | None = None, *, issue: SlipIssue) -> None:
        left = issue.left_over if issue.unused is None else None
        unused = issue.unused if left is None else left
        given = {"issued": issue.issued, "spoiled": issue.spoiled, "unused": unused}
        super().__init__(sent, initial=given, prefix=f"group-{issue.pk}")
        self.issue = issue
        self.leaves = None if issue.unused in (None, issue.left_over) else issue.left_over
        self.is_suggested = left is not None and str(self["unused"].value()) == str(left)
        for name, field in self.fields.items():
            said = {"what": field.label, "group": issue.group}
            field.widget.attrs["aria-label"] = _("%(what)s, group %(group)s") % said
            field.widget.attrs["data-count"] = name
        self.fields["unused"].widget.attrs["aria-describedby"] = f"suggested-{issue.pk}"

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            counted = copy(self.issue)
            counted.issued, counted.spoiled, counted.unused = astuple(self.account)
            if refusal := refuse_account(counted):
                raise forms.ValidationError(str(refusal))
        return clean

    @property
    def account(self) -> SlipAccount:
        clean = self.cleaned_data
        return SlipAccount(clean["issued"], clean["spoiled"] or 0, clean["unused"])
