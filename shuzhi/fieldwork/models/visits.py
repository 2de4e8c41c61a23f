from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter, Topic
from shuzhi.fieldwork.models.draws import Draw
from shuzhi.fieldwork.states import VISIT_MOVES, Kind, Phase, VisitState
from shuzhi.files.models import Upload
from shuzhi.organisations.models import Organisation


class FieldWords(models.Model):
    """A cycle's own methods and marks of findings; without a row the ones of data/fieldwork.json hold."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="field_words")
    # [{"code", "zh", "en", "demands"}]; with `demands` a visit counts what people asked for and what was solved.
    methods = models.JSONField(_("methods"), default=list)
    tags = models.JSONField(_("marks of findings"), default=list)

    def __str__(self) -> str:
        return str(self.cycle)


class Visit(models.Model):
    """A journey to a place. Its name in lists of others and in the log never tells where a sealed one goes."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="visits")
    phase = models.CharField(_("before or after"), max_length=8, choices=Phase.choices, default=Phase.BEFORE)
    method = models.CharField(_("method"), max_length=20)
    announced = models.BooleanField(_("announced"), default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="visits", verbose_name=_("organisation")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    day = models.DateField(_("date"))
    led_by = models.CharField(_("led by"), max_length=80, blank=True)
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="visits", verbose_name=_("team"))
    state = models.CharField(
        _("state"), max_length=10, choices=VisitState.choices, default=VisitState.PLANNED
    )
    received = models.PositiveIntegerField(_("demands received"), null=True, blank=True)
    solved = models.PositiveIntegerField(_("of these solved"), null=True, blank=True)
    note = models.TextField(_("what was done"), blank=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="visits")
    # The number in the draw: in order of the lots, group by group.
    number = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_is_known"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="visit_phase_is_known"),
            models.CheckConstraint(
                condition=Q(solved=None) | Q(solved__lte=F("received")), name="visit_solves_what_it_received"
            ),
            models.CheckConstraint(
                condition=Q(draw=None) | Q(announced=False), name="visit_drawn_is_unannounced"
            ),
            models.UniqueConstraint(fields=["draw", "organisation"], name="visit_is_drawn_once"),
        ]

    def __str__(self) -> str:
        if self.draw_id:
            return gettext("%(draw)s, no. %(n)s") % {"draw": self.draw, "n": self.number}
        if not self.announced:
            return gettext("Unannounced visit no. %(n)s") % {"n": self.pk}
        return f"{self.organisation} {self.day:%Y-%m-%d}"

    @property
    def scope_path(self) -> str:
        """Where the log books the visit: an unannounced one at the organiser's, or the log would tell."""
        return self.organisation.scope_path if self.announced else self.cycle.scope_path

    @property
    def place_path(self) -> str:
        """Where the visit goes: rules ask with this."""
        return self.organisation.scope_path

    def move_to(self, state: VisitState) -> None:
        if state not in VISIT_MOVES[VisitState(self.state)]:
            raise ValueError(f"A visit does not go from {self.state} to {state}.")
        self.state = state


class Finding(models.Model):
    """One thing found. It is never edited: a wrong one is withdrawn with a reason and written anew."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("what was found"))
    tag = models.CharField(_("mark"), max_length=20, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    reporters = models.ManyToManyField(
        Reporter, blank=True, related_name="findings", verbose_name=_("whom it concerns")
    )
    # Made by the phone that wrote it: the same finding sent twice is accepted once.
    client_id = models.UUIDField(unique=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("arrived"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="finding_kind_is_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""),
                name="finding_withdrawn_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Its number alone: the words of a finding do not belong in the log."""
        return gettext("Finding no. %(n)s") % {"n": self.pk}

    @property
    def scope_path(self) -> str:
        return self.visit.scope_path


class FindingEvidence(models.Model):
    """A file behind a finding; always optional."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="evidence")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence of a finding")
        verbose_name_plural = _("evidence of findings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.upload.name
