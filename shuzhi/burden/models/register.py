from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuzhi.burden.states import FILLED_IN, Kind, Measure
from shuzhi.cycles.models import Cycle
from shuzhi.organisations.states import Kind as Level

CHARACTERS_A_PAGE = 22 * 28


class Request(models.Model):
    """One form, field, indicator, file or report that a cycle asks of every unit of a level."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="requests", verbose_name=_("cycle"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    kind = models.CharField(_("kind of request"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=80)
    name = models.CharField(_("what is asked"), max_length=120)
    owner = models.CharField(_("who asks for it"), max_length=120)
    basis = models.CharField(_("by what rule"), max_length=200)
    minutes = models.PositiveIntegerField(_("minutes each time"), default=0)
    characters = models.PositiveIntegerField(_("characters each time"), default=0)
    times = models.PositiveSmallIntegerField(_("times a year"), default=1)
    optional = models.BooleanField(_("may be left out"), default=False)
    # Where the system already holds it: then it is filled in by itself and costs nobody a minute.
    held_as = models.CharField(_("held already as"), max_length=120, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    since = models.PositiveSmallIntegerField(_("asked since"))
    # The step whose own pages ask for it; "" was registered by a person.
    step = models.CharField(max_length=20, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("registered"), auto_now_add=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    dropped_reason = models.CharField(_("why it was dropped"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("request to units")
        verbose_name_plural = _("requests to units")
        ordering = ["level", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "level", "code"], name="request_code_is_used_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="request_kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="request_level_is_known"),
            models.CheckConstraint(condition=Q(times__gte=1), name="request_is_asked_at_least_once"),
            models.CheckConstraint(
                condition=~Q(owner="") & ~Q(basis="") & ~Q(name=""), name="request_names_owner_and_basis"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_held(self) -> bool:
        return bool(self.held_as) and self.kind in FILLED_IN

    @property
    def minutes_a_year(self) -> int:
        return 0 if self.is_held else self.minutes * self.times

    @property
    def pages(self) -> int:
        """Pages of the official layout, rounded up."""
        return -(-self.characters * self.times // CHARACTERS_A_PAGE)


class Waiver(models.Model):
    """Leave to exceed a cap: who gave it, why, and until when. It stands in the overview while it holds."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="waivers", verbose_name=_("cycle"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    measure = models.CharField(_("what it is about"), max_length=16, choices=Measure.choices)
    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="waivers", verbose_name=_("request")
    )
    most = models.PositiveIntegerField(_("up to"), null=True, blank=True)
    approved_by = models.CharField(_("who gave leave"), max_length=120)
    reason = models.CharField(_("why"), max_length=300)
    until = models.DateField(_("holds until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("written down"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("waiver of a cap")
        verbose_name_plural = _("waivers of caps")
        ordering = ["level", "measure", "-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by="") & ~Q(reason=""), name="waiver_says_who_and_why"
            ),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="waiver_measure_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.get_measure_display()}"

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def holds(self) -> bool:
        return self.ended_at is None and self.until >= timezone.localdate()
