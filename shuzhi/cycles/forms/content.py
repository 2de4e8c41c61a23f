from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles import queries, rules
from shuzhi.cycles.models import Cycle
from shuzhi.scoring.rulebook.faults import Fault

LARGEST_RULEBOOK = 1024 * 1024


class RulebookForm(forms.Form):
    """A rulebook by name, as a file or as text; `faults` lists everything that is wrong with it."""

    ready = forms.CharField(required=False)
    file = forms.FileField(label=_("File (.yaml)"), required=False)
    text = forms.CharField(
        label=_("Text of the rulebook"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "code"}),
    )

    faults: tuple[Fault, ...] = ()

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload is None:
            return ""
        if upload.size > LARGEST_RULEBOOK:
            raise forms.ValidationError(_("The file is larger than 1 MB; a rulebook is a short text."))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("The file is not text in UTF-8; save it as UTF-8 and try again.")
            ) from None

    def clean_ready(self) -> str:
        name = self.cleaned_data["ready"]
        if not name:
            return ""
        found = queries.ready_rulebook(name)
        if found is None:
            raise forms.ValidationError(_("There is no ready rulebook of this name."))
        return found.text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("ready") or cleaned.get("file") or cleaned.get("text") or ""
        cleaned["chosen"] = chosen.replace("\r\n", "\n")
        if not self.errors and not chosen.strip():
            raise forms.ValidationError(_("Choose a ready rulebook, a file, or paste the text."))
        if not self.errors:
            self.faults = rules.faults_of(cleaned["chosen"])
        return cleaned

    @property
    def is_sound(self) -> bool:
        return self.is_valid() and not self.faults


class VotersForm(forms.Form):
    """One number for each ballot form and voter group."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = list(cycle.voter_groups.all())
        for group in self.groups:
            self.fields[f"group-{group.pk}"] = forms.IntegerField(
                label=f"{group.form} · {group.group} {group.label}".strip(),
                min_value=0,
                max_value=100_000,
                required=False,
                initial=group.expected,
            )

    @property
    def expected(self) -> dict[tuple[str, str], int | None]:
        return {(group.form, group.group): self.cleaned_data[f"group-{group.pk}"] for group in self.groups}
