from datetime import date
from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.roles import WHAT, Role, roles_with


class User(AbstractUser):
    """A person who signs in. Rights come from grants alone: no groups, no superuser."""

    display_name = models.CharField(_("full name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    # The place in the tree whose administrators look after this account; "" is the whole server.
    home_path = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def name_and_account(self) -> str:
        """The name with the sign-in name: where people are chosen or named, two of one name are told apart."""
        return f"{self.display_name} ({self.username})" if self.display_name else self.username

    @property
    def scope_path(self) -> str:
        return self.home_path

    def grants_for(self, capability: str) -> "models.QuerySet[Grant]":
        """The grants by which this person has the capability today, anywhere."""
        if not self.is_active:
            return Grant.objects.none()
        return Grant.objects.live().filter(user=self.pk, role__in=roles_with(capability))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Asks the sign-in backends about our capabilities alone: `is_superuser` opens no door here."""
        if perm not in WHAT or not self.is_active:
            return False
        backends = (backend for backend in get_backends() if hasattr(backend, "has_perm"))
        return any(backend.has_perm(self, perm, obj) for backend in backends)


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self, on: date | None = None) -> "GrantQuerySet":
        """The grants in force on that day (today): begun, and not yet ended."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Grant(models.Model):
    """A role in a subtree of organisations, from `since` until before `until`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # The path of the organisation; the paths of all below begin with it. "" is everything.
    organisation_path = models.CharField(max_length=255, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    cycle_id = models.PositiveBigIntegerField(_("only for the cycle"), null=True, blank=True)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without the role.")
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("granted by")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        indexes = [models.Index(fields=["user", "role", "organisation_path"], name="accounts_grant_scope")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="accounts_grant_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_grant_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation_name or self.organisation_path}"

    @property
    def scope_path(self) -> str:
        return self.organisation_path

    @property
    def is_live(self) -> bool:
        today = timezone.localdate()
        return self.since <= today and (self.until is None or self.until > today)
