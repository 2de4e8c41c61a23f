from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import queries
from shuzhi.meetings.models import Meeting, ReportingGroup
from shuzhi.meetings.rules.planning import NEEDS_REASON, SHORTEST_REASON
from shuzhi.meetings.states import State


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
        fields = ["title", "date", "starts_at", "place", "chair", "heard_by", "minutes_each"]
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
    field_order = ["cycle", "title", "date", "starts_at", "place", "chair", "heard_by", "minutes_each"]

    def __init__(self, *args: Any, cycles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]


class AgendaForm(forms.Form):
    """The reporters that come onto the agenda."""

    reporter = forms.ModelMultipleChoiceField(Reporter.objects.none())
    group = forms.ModelChoiceField(ReportingGroup.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Why somebody is added after the draw"),
        max_length=200,
        required=False,
        help_text=_("Who speaks comes in at the end. Who reports in writing needs no reason."),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].queryset = queries.to_be_placed(meeting.cycle)  # type: ignore[attr-defined]
        self.fields["group"].queryset = meeting.groups.all()  # type: ignore[attr-defined]


class ByHandForm(forms.Form):
    """Why an order that was drawn by lot is changed by hand."""

    reason = forms.CharField(
        label=_("Why the order is changed by hand"),
        max_length=200,
        min_length=SHORTEST_REASON,
        error_messages={"required": NEEDS_REASON, "min_length": NEEDS_REASON},
        widget=forms.TextInput(attrs={"form": "by-hand"}),
        help_text=_(
            "The order was drawn by lot. Write the reason here, then move, regroup or take off the reporter in the"
            " table; the reason stands here, in the plan of the meeting and in the log."
        ),
    )


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

    deal = forms.BooleanField(
        label=_("Deal the reporters out to the groups by lot as well"),
        required=False,
        help_text=_("Otherwise each group keeps its reporters and takes them in the order of their lots."),
    )

    def __init__(self, *args: Any, again: bool, grouped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not grouped:
            del self.fields["deal"]
        if not again:
            self.fields["reason"].widget = forms.HiddenInput()


class StepForm(forms.Form):
    # Whether there is such a step is a rule, so that the attempt is refused and logged like any other.
    step = forms.CharField(required=False)
    # The step that the page showed when the button was pressed.
    seen = forms.CharField(required=False)


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
