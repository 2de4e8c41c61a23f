"""Who may take an entitlement by name, and who has: with no time, no order, and no way to the box."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SlipChannel


class RollKey(models.Model):
    """The key that signs the entitlements of one group, blindly; the box holds its public half."""

    session = models.ForeignKey(BallotSession, models.PROTECT, related_name="+")
    group = models.CharField(max_length=80)
    public = models.TextField()
    # Under a key made from the server's secret, which is in no database.
    private = models.TextField()

    class Meta:
        verbose_name = _("key of a roll")
        verbose_name_plural = _("keys of rolls")
        constraints = [models.UniqueConstraint(fields=["session", "group"], name="roll_has_one_key_a_group")]

    def __str__(self) -> str:
        return f"{self.session} {self.group}"


class RollEntry(models.Model):
    """One voter on the roll of a session. `asked` is the hash of a blinded request: it says nothing of the token."""

    session = models.ForeignKey(BallotSession, models.PROTECT, related_name="roll")
    group = models.CharField(max_length=80)
    name = models.CharField(_("full name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=SlipChannel.choices, default=SlipChannel.REMOTE)
    taken = models.BooleanField(default=False)
    asked = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("voter on the roll")
        verbose_name_plural = _("voters on the roll")
        ordering = ["group", "unit", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name", "unit"], name="roll_names_nobody_twice"),
            models.UniqueConstraint(
                fields=["session", "user"], condition=Q(user__isnull=False), name="roll_has_an_account_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=SlipChannel.values), name="roll_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.unit}".strip()

    @property
    def scope_path(self) -> str:
        return self.session.scope_path
