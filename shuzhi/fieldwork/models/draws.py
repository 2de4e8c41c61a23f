import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, digest_of
from shuzhi.fieldwork.states import DRAW_MOVES, DrawState

# What is done with seed and frame; printed with every draw, so that it can be repeated in ten years.
RULE = "stratified/sha256(seed:code)/v1"


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Draw(models.Model):
    """Units drawn for unannounced visits. Which ones, nobody can know before the day: the seed is not there."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="draws")
    title = models.CharField(_("title"), max_length=120)
    day = models.DateField(_("opens on"))
    until = models.DateField(_("last day of the visits"))
    beacon = models.CharField(_("public number of the day"), max_length=200)
    method = models.CharField(_("method"), max_length=20)
    # [[code, name, stratum], …] by code; sizes {stratum: how many}.
    frame = models.JSONField(_("list to draw from"), default=list)
    sizes = models.JSONField(_("how many of each group"), default=dict)
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("team"))
    state = models.CharField(_("state"), max_length=10, choices=DrawState.choices, default=DrawState.DRAFT)
    salt = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(_("seal"), max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    beacon_value = models.CharField(_("value of the public number"), max_length=120, blank=True)
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    opened_at = models.DateTimeField(_("opened on the day"), null=True, blank=True)
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DrawState.values), name="draw_state_is_known"),
            models.CheckConstraint(condition=Q(until__gte=F("day")), name="draw_ends_after_its_day"),
            models.CheckConstraint(
                condition=~Q(state="sealed") | (~Q(commitment="") & ~Q(salt="") & Q(seed="")),
                name="draw_sealed_has_no_seed",
            ),
            models.CheckConstraint(
                condition=~Q(state="opened") | (~Q(commitment="") & ~Q(seed="")),
                name="draw_opened_has_a_seed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_public(self) -> bool:
        """The visits are over: from now on everybody may see and repeat the draw."""
        return self.state == DrawState.OPENED and timezone.localdate() > self.until

    @property
    def size(self) -> int:
        return sum(self.sizes.values())

    def content(self) -> dict[str, Any]:
        """All that the seal covers; the holders' words stand in it as their hashes."""
        return {
            "rule": RULE,
            "cycle": self.cycle_id,
            "title": self.title,
            "day": self.day.isoformat(),
            "until": self.until.isoformat(),
            "beacon": self.beacon,
            "method": self.method,
            "frame": self.frame,
            "sizes": self.sizes,
            "words": [holder.word_hash for holder in self.holders.all()],
            "salt": self.salt,
        }

    def digest(self) -> str:
        return digest_of(self.content())

    def move_to(self, state: DrawState) -> None:
        if state not in DRAW_MOVES[DrawState(self.state)]:
            raise ValueError(f"A draw does not go from {self.state} to {state}.")
        self.state = state


class DrawHolder(models.Model):
    """One of the two who keep a secret word. The server keeps its hash alone until the day."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=1)
    word_hash = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=40, blank=True)
    beacon_value = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("holder of a word")
        verbose_name_plural = _("holders of words")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "user"], name="draw_holders_are_two_people"),
            models.UniqueConstraint(fields=["draw", "place"], name="draw_holder_has_a_place"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="draw_holders_are_two"),
        ]

    def __str__(self) -> str:
        return f"{self.draw} {self.place}"

    @property
    def scope_path(self) -> str:
        return self.draw.scope_path
