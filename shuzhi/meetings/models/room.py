from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.meetings.models.agenda import AgendaItem
from shuzhi.meetings.models.meeting import Meeting
from shuzhi.meetings.models.plan import Venue
from shuzhi.meetings.states import Seat


class Attendant(models.Model):
    """Somebody at the meeting who neither reports nor rates: an observer from above, or a guest."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendants")
    seat = models.CharField(_("attends as"), max_length=8, choices=Seat.choices, default=Seat.OBSERVER)
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=120)
    post = models.CharField(_("post"), max_length=80, blank=True)
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("venue")
    )
    # Whoever has an account writes the own remarks; for all others the office does.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("observer or guest")
        verbose_name_plural = _("observers and guests")
        ordering = ["seat", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=Seat.values), name="attendant_seat_is_known")
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.unit, self.name, self.post) if part)

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path

    @property
    def is_observer(self) -> bool:
        return self.seat == Seat.OBSERVER


class Remark(models.Model):
    """What an observer said: of one report, or of the whole meeting. It never stands for the superior's comment."""

    attendant = models.ForeignKey(Attendant, models.CASCADE, related_name="remarks")
    item = models.ForeignKey(
        AgendaItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name=pgettext_lazy("observer", "about"),
    )
    text = models.TextField(pgettext_lazy("observer", "remark"))
    made_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("remark of an observer")
        verbose_name_plural = _("remarks of observers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attendant}: {self.text[:40]}"

    @property
    def scope_path(self) -> str:
        return self.attendant.scope_path


class Attendance(models.Model):
    """Heads of one voter group in one venue: counts and words, never names."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    form = models.CharField(_("ballot form"), max_length=80)
    group = models.CharField(_("voter group"), max_length=80)
    # Empty: the main venue.
    venue = models.ForeignKey(Venue, models.CASCADE, null=True, related_name="attendance")
    expected = models.PositiveIntegerField(_("expected"), default=0)
    present = models.PositiveIntegerField(_("present"), null=True, blank=True)
    reason = models.CharField(_("why the others are absent"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "form", "group", "venue"], name="attendance_is_counted_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "form", "group"],
                condition=Q(venue__isnull=True),
                name="attendance_in_the_main_venue_is_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("expected")),
                name="attendance_is_not_more_than_expected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.group}"

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path

    @property
    def absent(self) -> int | None:
        return None if self.present is None else self.expected - self.present
