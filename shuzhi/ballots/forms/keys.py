"""What the browser sends at the key ceremony and at the declaration. Shares pass through and are kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.ballots.actions import Brought, Candidate
from shuzhi.ballots.forms.second import signed_by
from shuzhi.ballots.models.keys import KeyHolder
from shuzhi.ballots.rules.keys import SHORTEST_PASSWORD

OFF = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class HolderForm(forms.Form):
    """One of the three: the role, an account or a name, and a password where the share is not printed."""

    role = forms.CharField(label=gettext_lazy("Role"), max_length=40)
    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name, where the person has no account"), max_length=80, required=False
    )
    password = forms.CharField(
        label=gettext_lazy("Password, where the share is not to be printed"),
        help_text=gettext_lazy(
            "At least 12 characters, typed by the holder. Whoever forgets it has lost the share."
        ),
        min_length=SHORTEST_PASSWORD,
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(
        self, sent: QueryDict | None = None, *, place: int, role: str, people: Sequence[User]
    ) -> None:
        super().__init__(sent, initial={"role": role}, prefix=f"holder-{place}")
        self.place = place
        self.people = {str(person.pk): person for person in people}
        account = self.fields["account"]
        if isinstance(account, forms.ChoiceField):
            account.choices = [("", "—"), *((key, one.name_and_account) for key, one in self.people.items())]

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if clean.get("password", "") != clean.get("again", ""):
            self.add_error("again", _("The two passwords differ."))
        if not self.errors and not clean["account"] and not clean["name"]:
            self.add_error("account", _("Choose an account, or give a name."))
        return clean

    @property
    def candidate(self) -> Candidate:
        clean = self.cleaned_data
        user = self.people.get(clean["account"])
        return Candidate(
            clean["role"], self._name_of(user) if user else clean["name"], user, clean["password"]
        )

    def _name_of(self, user: User) -> str:
        """As the sheets say it: the bare name where nobody else here has the same."""
        alike = [one for one in self.people.values() if str(one) == str(user)]
        return str(user) if len(alike) == 1 else user.name_and_account


class RepeatForm(forms.Form):
    """Why a ceremony is held again."""

    reason = forms.CharField(label=gettext_lazy("Why the ceremony is repeated"), min_length=2, max_length=200)


class ConfirmShareForm(forms.Form):
    """The two words that are asked for, or the password."""

    first = forms.CharField(max_length=20, widget=forms.TextInput(attrs=OFF))
    second = forms.CharField(max_length=20, widget=forms.TextInput(attrs=OFF))
    password = forms.CharField(
        label=gettext_lazy("Password of the share"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, sent: QueryDict | None = None, *, holder: KeyHolder) -> None:
        super().__init__(sent, prefix=f"share-{holder.place}")
        if holder.by_password:
            del self.fields["first"], self.fields["second"]
        else:
            del self.fields["password"]
            for name, number in zip(("first", "second"), holder.asked, strict=True):
                self.fields[name].label = _("Word %(n)d") % {"n": number}

    @property
    def words(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in ("first", "second")]


class ShareForm(forms.Form):
    """A share at the declaration: whose it is, and its words, the text of its QR code, or its password."""

    holder = forms.ChoiceField(label=gettext_lazy("Whose share"))
    words = forms.CharField(
        label=gettext_lazy("The words of the sheet"),
        help_text=gettext_lazy(
            "In their order; capitals, numbers and line ends do not matter, four letters of a word are enough. "
            "The text of the QR code does as well."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **OFF}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Or the password of the share"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        holders: Sequence[KeyHolder],
        prefix: str = "first",
        mine: int = 0,
    ) -> None:
        super().__init__(sent, prefix=prefix, initial={"holder": mine})
        holder = self.fields["holder"]
        if isinstance(holder, forms.ChoiceField):
            holder.choices = [(str(one.place), f"{one.role} {one.who}") for one in holders]

    @property
    def brought(self) -> Brought:
        clean = self.cleaned_data
        return Brought(int(clean["holder"]), clean["words"], clean["secret"])


class SecondShareForm(ShareForm):
    """The second person on the first one's screen: signs with user name and password, and brings a share."""

    username = forms.CharField(
        label=gettext_lazy("User name of the second person"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )
    password = forms.CharField(
        label=gettext_lazy("Password of the second person"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["username", "password", "holder", "words", "secret"]

    def __init__(self, sent: QueryDict | None = None, *, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(sent, prefix="second", **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not clean["username"]:
            return clean
        try:
            self.user = signed_by(self.request, clean["username"], clean["password"])
        except forms.ValidationError as fault:
            self.add_error("password", fault)
        return clean
