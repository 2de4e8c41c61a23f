from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle
from shuzhi.meetings.states import STATE_MOVES, State


class Meeting(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=120)
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    chair = models.CharField(_("chair"), max_length=80, blank=True)
    # The leader who hears, where a meeting is one of several, each for a portfolio.
    heard_by = models.CharField(_("heard by"), max_length=120, blank=True)
    minutes_each = models.PositiveSmallIntegerField(_("minutes to speak"), default=8)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Throw-away data to practise with; no later step counts it.
    rehearsal = models.BooleanField(_("rehearsal"), default=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="meeting_state_is_known")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    def move_to(self, state: State) -> None:
        if state not in STATE_MOVES[State(self.state)]:
            raise ValueError(f"A meeting does not go from {self.state} to {state}.")
        self.state = state
