"""One form for a topic, on whichever level it is written; the simple case needs a number and a text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles import queries, rules
from shuzhi.cycles.models import Cycle, IssuedTopic, Topic, TopicList
from shuzhi.cycles.models.matter import FLAGS
from shuzhi.cycles.states import TopicKind
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Category

FIELDS = [*queries.COLUMNS]
SIMPLE = ("code", "text", *FLAGS, "pinned")


class MatterForm(forms.ModelForm):  # type: ignore[type-arg]
    kind = forms.ChoiceField(label=_("Kind"), choices=TopicKind.choices, required=False)
    categories = forms.MultipleChoiceField(
        label=_("Applies to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: it applies to everybody."),
    )
    parts = forms.CharField(
        label=_("Parts: sub-actions, measures or points"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line. A special action, a checklist and a pairing consist of them."),
    )

    class Meta:
        fields = FIELDS
        help_texts = {
            "must_report": _("A report is incomplete until it answers this topic."),
            "evidence": _("What would show it, in a few words; never a photo for its own sake."),
            "basis": _("The document or decision it rests on."),
            "first_year": _("With the number it tells which topic of earlier years this one continues."),
            "last_year": _("Of a campaign over several years."),
        }

    organisation: Organisation
    year: int

    def __init__(self, *args: Any, categories: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(name, name) for name in categories]
        known = [*own, *(pair for pair in Category.choices if pair[0] not in categories)]
        held = [(name, name) for name in self.instance.categories if name not in dict(known)]
        self.fields["categories"].choices = [*known, *held]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["parts"] = "\n".join(self.instance.part_texts)

    @property
    def simple(self) -> list[forms.BoundField]:
        """What nearly every topic needs."""
        return [self[name] for name in SIMPLE if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in SIMPLE]

    @property
    def more_is_used(self) -> bool:
        """Whether something stands in the fields that are folded away."""
        given = (self[name].value() for name in ("evidence", "event", "basis", "parts", "categories"))
        kind = self["kind"].value() or TopicKind.ORDINARY
        return any(given) or kind != TopicKind.ORDINARY or any(field.errors for field in self.more)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or TopicKind.ORDINARY

    def clean_parts(self) -> list[str]:
        parts = [line.strip() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        if any(len(part) > 300 for part in parts):
            raise forms.ValidationError(_("A part has at most 300 characters."))
        return parts

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if self.siblings().filter(code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another topic has this number."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, reason in rules.matter_faults(cleaned, cleaned.get("parts", [])).items():
            self.add_error(name if name in self.fields else None, reason)
        asks = cleaned.get("kind") == TopicKind.MUST_ANSWER and "code" in cleaned
        if asks and self.instance.question_id is None:
            lineage = rules.lineage_of(self.organisation, self.year, cleaned)
            if refusal := rules.may_ask_question(self.organisation, self.year, lineage):
                self.add_error("kind", str(refusal))
        return cleaned

    def siblings(self) -> Any:
        raise TypeError(type(self).__name__)


class TopicForm(MatterForm):
    """A topic of a cycle; of one from above only the number and further flags can be changed."""

    class Meta(MatterForm.Meta):
        model = Topic

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, categories=queries.categories_in(cycle), **kwargs)
        self.cycle, self.organisation, self.year = cycle, cycle.organiser, cycle.year
        if self.instance.is_inherited:
            for name in [name for name in self.fields if name not in ("code", *FLAGS)]:
                del self.fields[name]
            for flag in self.instance.issued.flags:
                self.fields[flag].disabled = True

    def siblings(self) -> Any:
        return self.cycle.topics


class IssuedTopicForm(MatterForm):
    class Meta(MatterForm.Meta):
        model = IssuedTopic

    def __init__(self, *args: Any, topic_list: TopicList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic_list, self.organisation, self.year = topic_list, topic_list.issuer, topic_list.year

    def siblings(self) -> Any:
        return self.topic_list.topics


class NewListForm(forms.Form):
    issuer = forms.ModelChoiceField(Organisation.objects.none(), label=_("Issued by"), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Title"), max_length=120)
    guides = forms.MultipleChoiceField(
        label=_("Guides"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only for a sector committee or a body of a vertical tree: the list then reaches these kinds in the "
            "whole place, not only its own units."
        ),
    )

    def __init__(self, *args: Any, issuers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = {name: cleaned.get(name) for name in ("issuer", "year", "title")}
        if TopicList.objects.filter(**wanted).exists():
            self.add_error("title", _("There is a list of this year with this title already."))
        issuer, guides = cleaned.get("issuer"), cleaned.get("guides")
        # Who may issue at all is asked by the choice of issuers; here only whether this one may guide.
        if issuer and guides and (refusal := rules.may_create_list(None, issuer, guides)):
            self.add_error("guides", str(refusal))
        return cleaned


class ListFilterForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), required=False, widget=forms.NumberInput(attrs={"size": 6}))
    text = forms.CharField(label=_("Title or issuer"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, min_length=2)


class TopicBookForm(forms.Form):
    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "An .xlsx file of at most 5 MB, best begun from the export. It replaces what stands in the draft."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_workbook(self) -> bytes:
        upload = self.cleaned_data["workbook"]
        if upload.size > 5 * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than 5 MB; a topic list is a short table."))
        return bytes(upload.read())
