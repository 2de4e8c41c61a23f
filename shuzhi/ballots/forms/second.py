"""The second person signs on the first one's screen, with the own name and password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User


def signed_by(request: HttpRequest, username: str, password: str) -> User:
    """Whose name and password these are; `ValidationError` says why nobody's.

    A second person who is locked out after wrong passwords is told so in the form: the page with what the first
    one typed is not given up for the page of a sign-in.
    """
    found = authenticate(request, username=username, password=password)
    # django-axes puts its mark on the request; the stubs do not know it.
    locked, request.axes_locked_out = getattr(request, "axes_locked_out", False), False  # type: ignore[attr-defined]
    if locked:
        said = _(
            "The password of the second person was wrong too often; it is taken again in fifteen minutes."
        )
        raise forms.ValidationError(said)
    if not isinstance(found, User):
        raise forms.ValidationError(_("User name and password of the second person do not fit."))
    return found


class SecondForm(forms.Form):
    """Name and password of the second person; `second` is who signed."""

    username = forms.CharField(
        label=gettext_lazy("User name of the second person"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password of the second person"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.second: User | None = None

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.second = signed_by(self.request, clean["username"], clean["password"])
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return clean
