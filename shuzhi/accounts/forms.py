from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role


class UserFilter(forms.Form):
    q = forms.CharField(label=_("Full name"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Role.choices])


class CreateUserForm(forms.Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Letters, digits and . _ - @ +; it cannot be changed later."),
    )
    display_name = forms.CharField(label=_("Full name"), max_length=80, help_text=_("As others see it."))
    home_path = forms.ChoiceField(
        label=_("Looked after by the administrators of"),
        help_text=_("They may give a new password or switch the account off."),
    )

    def __init__(self, *args: object, homes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["home_path"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.choices = homes

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This sign-in name is taken."))
        return username


class RenameUserForm(forms.Form):
    display_name = forms.CharField(label=_("Full name"), max_length=80)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the log."),
    )
