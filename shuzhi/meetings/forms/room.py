from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.meetings import queries
from shuzhi.meetings.actions import HeadCount
from shuzhi.meetings.models import AgendaItem, Attendant, Meeting, ReportingGroup, Venue

MOST_HEADS = 100_000


class VenueForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Venue
        fields = ["name", "place", "keeper"]
        help_texts = {"keeper": _("Who counts the heads and keeps the box there.")}


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ReportingGroup
        fields = ["name", "chair", "venue"]

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_venues(self, meeting)


class AttendantForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Attendant
        fields = ["seat", "name", "unit", "post", "venue", "user"]
        help_texts = {"user": _("Whoever has an account may write the own remarks.")}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_venues(self, meeting)
        users = queries.observing_users(meeting)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    attendant = forms.ModelChoiceField(Attendant.objects.none(), label=_("Observer"), empty_label=None)
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=pgettext_lazy("observer", "About"),
        required=False,
        empty_label=_("the whole meeting"),
    )
    text = forms.CharField(
        label=pgettext_lazy("observer", "Remark"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voices = queries.voices_of(user, meeting)
        self.fields["attendant"].queryset = voices  # type: ignore[attr-defined]
        items = AgendaItem.objects.filter(meeting=meeting).select_related("reporter", "stand_in")
        self.fields["item"].queryset = items.order_by("order", "pk")  # type: ignore[attr-defined]


class ItemGroupForm(forms.Form):
    group = forms.ModelChoiceField(ReportingGroup.objects.none(), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = meeting.groups.all()  # type: ignore[attr-defined]


class HeadsForm(forms.Form):
    """Three fields for every voter group in every venue; rows where nobody is expected may stay empty."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = queries.heads_of(meeting)
        for row in self.rows:
            where = f"{row.group} {row.venue or ''}".strip()
            number = forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": where})
            words = forms.TextInput(attrs={"aria-label": where})
            self.fields[f"expected-{row.key}"] = forms.IntegerField(
                label=pgettext_lazy("heads", "Expected"),
                min_value=0,
                max_value=MOST_HEADS,
                initial=row.expected,
                widget=number,
            )
            self.fields[f"present-{row.key}"] = forms.IntegerField(
                label=pgettext_lazy("heads", "Present"),
                min_value=0,
                max_value=MOST_HEADS,
                required=False,
                initial=row.present,
                widget=number,
            )
            self.fields[f"reason-{row.key}"] = forms.CharField(
                label=_("Why absent"), max_length=300, required=False, initial=row.reason, widget=words
            )

    def clean(self) -> dict[str, Any]:
        """More heads than were expected are shown beside their field; nothing that was typed is lost."""
        given = super().clean() or {}
        for row in self.rows:
            expected, present = given.get(f"expected-{row.key}"), given.get(f"present-{row.key}")
            if expected is not None and present is not None and present > expected:
                said = gettext(
                    "%(group)s: %(present)d present, but only %(expected)d expected; mend one of the two."
                )
                told = {"group": row.label or row.group, "present": present, "expected": expected}
                self.add_error(f"present-{row.key}", said % told)
        return given

    def lines(self) -> list[dict[str, Any]]:
        """The rows of the page: what is counted, and its three fields."""
        names = ("expected", "present", "reason")
        return [{"row": row, **{name: self[f"{name}-{row.key}"] for name in names}} for row in self.rows]

    def counts(self) -> list[HeadCount]:
        """What was entered, without the rows where nobody is expected and nobody came."""
        given = self.cleaned_data
        found = [
            HeadCount(
                row.form,
                row.group,
                row.venue,
                given[f"expected-{row.key}"],
                given[f"present-{row.key}"],
                given[f"reason-{row.key}"],
            )
            for row in self.rows
        ]
        return [
            one
            for one, row in zip(found, self.rows, strict=True)
            if one.expected or one.present or row.expected
        ]


def _offer_venues(form: forms.ModelForm, meeting: Meeting) -> None:  # type: ignore[type-arg]
    field: Any = form.fields["venue"]
    field.queryset = meeting.venues.all()
    field.empty_label = pgettext_lazy("venue", "Main venue")
