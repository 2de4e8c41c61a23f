from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import queries
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.states import State, Step


class MeetingFilterForm(forms.Form):
    cycle = forms.TypedChoiceField(label=_("Cycle"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *State.choices])

    def __init__(self, *args: Any, cycles: list[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", _("all")), *((one.pk, one.title) for one in cycles)]
        self.fields["cycle"].choices = rows  # type: ignore[attr-defined]


class MeetingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Meeting
        fields = ["title", "date", "starts_at", "place", "heard_by", "minutes_each"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "heard_by": _("The leader whose portfolio is heard; empty where all report together."),
            "minutes_each": _("The clock on the wall counts down from here."),
        }


class NewMeetingForm(MeetingForm):
    cycle = forms.ModelChoiceField(Cycle.objects.none(), label=_("Cycle"), empty_label=None)
    field_order = ["cycle", "title", "date", "starts_at", "place", "heard_by", "minutes_each"]

    def __init__(self, *args: Any, cycles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]


class AgendaForm(forms.Form):
    """The reporters that come onto the agenda."""

    reporter = forms.ModelMultipleChoiceField(Reporter.objects.none())

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].queryset = queries.not_on_an_agenda(cycle)  # type: ignore[attr-defined]


class LotsForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"),
        max_length=80,
        required=False,
        help_text=_(
            "A text everyone can see, such as a word drawn in the hall. Empty: a random one is taken."
        ),
    )
    reason = forms.CharField(label=_("Why it is drawn again"), max_length=200, required=False)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            self.fields["reason"].widget = forms.HiddenInput()


class StepForm(forms.Form):
    step = forms.TypedChoiceField(choices=Step.choices, coerce=Step)


class PostponeForm(forms.Form):
    reason = forms.CharField(label=_("Why"), min_length=2, max_length=200)


class QuestionForm(forms.Form):
    asker_group = forms.CharField(
        label=_("Asked by"), max_length=80, widget=forms.TextInput(attrs={"list": "asker-groups"})
    )
    text = forms.CharField(label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=5000, required=False, widget=forms.Textarea)
    in_writing = forms.BooleanField(label=_("is answered in writing afterwards"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("answer") and not cleaned.get("in_writing"):
            raise forms.ValidationError(_("Write the answer, or note that it follows in writing."))
        return cleaned


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    problems = forms.CharField(
        label=_("Problems named"),
        max_length=5000,
        required=False,
        help_text=_("One a line. Each becomes an entry of the list of problems to rectify."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def problem_lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["problems"].splitlines() if line.strip()]


class CommentDraftForm(CommentForm):
    """A draft may be empty yet."""

    text = forms.CharField(max_length=10_000, required=False)


class SpokenCommentForm(CommentForm):
    """What the office writes down for the one who spoke."""

    speaker = forms.ModelChoiceField(User.objects.none(), label=_("Spoken by"), empty_label=None)
    field_order = ["speaker", "text", "problems"]

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].queryset = queries.speakers_for(cycle)  # type: ignore[attr-defined]
