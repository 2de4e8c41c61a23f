from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle
from shuzhi.reports.models.editions import Edition
from shuzhi.reports.models.report import Report
from shuzhi.reports.states import NOTE_MOVES, NoteState


class ReturnNote(models.Model):
    """What the office asks to change; `section` "" speaks of the whole, "answer:T1" of the answer to T1.

    A note may be anchored: `quote` stands in its edition's part from `start` on. Until it is sent with a
    return, only the office sees it.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="notes")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="notes")
    section = models.CharField(_("section"), max_length=40, blank=True)
    quote = models.TextField(_("passage"), blank=True)
    start = models.PositiveIntegerField(_("begins at character"), default=0)
    text = models.TextField(_("what to change"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=NoteState.choices, default=NoteState.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("return note")
        verbose_name_plural = _("return notes")
        ordering = ["-edition__number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoteState.values), name="note_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=NoteState.OPEN) | Q(sent_at__isnull=False), name="note_unsent_is_open"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def end(self) -> int:
        return self.start + len(self.quote)

    @property
    def scope_path(self) -> str:
        return self.report.scope_path

    def move_to(self, state: NoteState) -> None:
        if state not in NOTE_MOVES[NoteState(self.state)]:
            raise ValueError(f"A note does not go from {self.state} to {state}.")
        self.state = state


class NoteReply(models.Model):
    """What was said under a note: by the authors, or by the office when it opens the note again."""

    note = models.ForeignKey(ReturnNote, models.PROTECT, related_name="replies")
    text = models.TextField(_("reply"))
    by_office = models.BooleanField(_("said by the office"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("reply to a note")
        verbose_name_plural = _("replies to notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class ReturnRound(models.Model):
    """That an edition was returned, and until when it is awaited back."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="returned")
    until = models.DateField(_("awaited back until"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("returned"), auto_now_add=True)

    class Meta:
        verbose_name = _("return of a report")
        verbose_name_plural = _("returns of reports")

    def __str__(self) -> str:
        return str(self.edition)


class VettingPlan(models.Model):
    """How a cycle vets; a cycle without one goes by the defaults in `data/vetting.yaml`."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="vetting_plan")
    # [{"key", "text", "help", "found_by"}]; `found_by` names what the system looks up by itself.
    checklist = models.JSONField(_("checklist"), default=list)
    return_days = models.PositiveSmallIntegerField(_("days to mend a returned report"), default=3)
    searchable = models.BooleanField(_("search engines may list them"), default=False)

    class Meta:
        verbose_name = _("plan of vetting")
        verbose_name_plural = _("plans of vetting")

    def __str__(self) -> str:
        return str(self.cycle)

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path


class Check(models.Model):
    """One item of the checklist, answered for one edition; what is not met carries a note."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="checks")
    item = models.CharField(_("item"), max_length=40)
    met = models.BooleanField(_("met"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("answer to the checklist")
        verbose_name_plural = _("answers to the checklist")
        constraints = [
            models.UniqueConstraint(fields=["edition", "item"], name="check_is_answered_once"),
            models.CheckConstraint(condition=Q(met=True) | ~Q(note=""), name="check_unmet_has_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.item}"


class Reminder(models.Model):
    """That the missing ones of a cycle were reminded: whom, when, by whom."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reminders")
    # The keys of the reporters who were reminded.
    reporters = models.JSONField(_("reminded"), default=list)
    again = models.CharField(_("why again so soon"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.cycle)

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path
