from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models.meeting import Meeting


class Venue(models.Model):
    """A sub-venue beside the main place of the meeting, and who keeps it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("place"), max_length=120)
    keeper = models.CharField(_("keeper"), max_length=80)

    class Meta:
        verbose_name = _("sub-venue")
        verbose_name_plural = _("sub-venues")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="venue_is_named_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path


class ReportingGroup(models.Model):
    """Reporters who are heard at the same time as those of other groups, under a chair of their own."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=80)
    chair = models.CharField(_("chair"), max_length=80, blank=True)
    # Empty: the main place of the meeting.
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="groups", verbose_name=_("venue")
    )

    class Meta:
        verbose_name = _("group of reporters")
        verbose_name_plural = _("groups of reporters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="reporting_group_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path


class HallRules(models.Model):
    """What the office lays down for the meetings of a cycle: the host's words, what written reports need."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="hall_rules")
    # [{"key", "title", "minutes", "text"}], as in data/script.json; empty: the ready one.
    script = models.JSONField(_("host script"), default=list, blank=True)
    written_comment = models.BooleanField(_("written reports are commented on in writing"), default=True)

    class Meta:
        verbose_name = _("rules of the meetings")
        verbose_name_plural = _("rules of the meetings")

    def __str__(self) -> str:
        return str(self.cycle)

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    def part(self, key: str) -> dict[str, Any] | None:
        return next((part for part in self.script if part["key"] == key), None)


class Portfolio(models.Model):
    """Whom a leader beside the secretary answers for, and so comments on (分管)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="portfolios")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("leader")
    )
    name = models.CharField(_("portfolio"), max_length=120)
    reporters = models.ManyToManyField(
        Reporter, related_name="portfolios", blank=True, verbose_name=_("reporters")
    )

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "leader", "name"], name="portfolio_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path
