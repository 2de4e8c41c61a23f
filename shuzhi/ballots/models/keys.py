"""The key of a ballot, its three holders, what closing published, and who declared. Never a private key."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.ballots.models.session import BallotSession

HOLDERS = 3


class BallotKey(models.Model):
    """What the ballots of a session are sealed to. A repeated ceremony writes a new row; the old one is gone."""

    session = models.OneToOneField(BallotSession, models.CASCADE, related_name="key")
    public = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    # By this a share is known to belong here; it stands on every share and tells nothing.
    share_set = models.CharField(max_length=16, default="")
    ceremony = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("key of a ballot")
        verbose_name_plural = _("keys of ballots")

    def __str__(self) -> str:
        return f"{self.session} {self.fingerprint}"


class KeyHolder(models.Model):
    """One of the three who hold a share: a user of this site, or a person named here."""

    class Kind(models.TextChoices):
        PRINTED = "printed", pgettext_lazy("share", "On paper")
        PASSWORD = "password", pgettext_lazy("share", "Under a password")

    key = models.ForeignKey(BallotKey, models.CASCADE, related_name="holders")
    place = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PRINTED)
    # Only where the share is held under a password; a printed one stands nowhere but on its paper.
    locked = models.TextField(blank=True)
    # Which two words are asked for, and a keyed hash of them: enough to see that the paper is at hand.
    asked = models.JSONField(default=list)
    asked_hash = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("holder of a share")
        verbose_name_plural = _("holders of shares")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["key", "place"], name="holder_place_is_held_once"),
            models.UniqueConstraint(fields=["key", "name"], name="holder_name_holds_one_share"),
            models.UniqueConstraint(
                fields=["key", "user"], condition=Q(user__isnull=False), name="holder_user_holds_one_share"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=HOLDERS), name="holder_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=Q(kind="password") & ~Q(locked="") | Q(kind="printed", locked=""),
                name="holder_locked_only_under_a_password",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"

    @property
    def who(self) -> str:
        """The name; of a user with the sign-in name, since two people may have one name."""
        return self.user.name_and_account if self.user else self.name

    @property
    def by_password(self) -> bool:
        return self.kind == self.Kind.PASSWORD


class WaitingShare(models.Model):
    """The first of two shares until the second comes: encrypted with a key that is in no database, for half an hour."""

    session = models.OneToOneField(BallotSession, models.CASCADE, related_name="waiting_share")
    holder = models.ForeignKey(KeyHolder, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    covered = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("share that waits")
        verbose_name_plural = _("shares that wait")

    def __str__(self) -> str:
        return f"{self.session} {self.holder}"


class Closing(models.Model):
    """What was published at the moment of closing: the root over the sealed ballots and how many there are."""

    session = models.OneToOneField(BallotSession, models.CASCADE, related_name="closing")
    root = models.CharField(max_length=64)
    sealed = models.PositiveIntegerField()
    # [[group, channel, number], …]: the marks in the box, and the account of slips as far as it was known then.
    marks = models.JSONField(default=list)
    account = models.JSONField(default=list)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("publication at closing")
        verbose_name_plural = _("publications at closing")

    def __str__(self) -> str:
        return f"{self.session} {self.short}"

    @property
    def short(self) -> str:
        """The beginning of the root as it is read aloud: four times four signs."""
        return " ".join(self.root[at : at + 4].upper() for at in range(0, 16, 4))

    @property
    def long(self) -> str:
        """The whole root in groups of four."""
        return " ".join(self.root[at : at + 4] for at in range(0, 64, 4))


class Declaration(models.Model):
    """Who brought which share to the declaration."""

    session = models.ForeignKey(BallotSession, models.CASCADE, related_name="declarations")
    holder = models.ForeignKey(KeyHolder, models.RESTRICT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("share brought to the declaration")
        verbose_name_plural = _("shares brought to the declaration")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "holder"], name="declaration_share_is_brought_once"),
            models.UniqueConstraint(fields=["session", "user"], name="declaration_user_brings_one_share"),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.holder}"
