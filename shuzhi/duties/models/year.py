from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.cycles.models import digest_of
from shuzhi.duties.states import MOVES, Kind, Outcome, Stage
from shuzhi.files.models import Upload
from shuzhi.organisations.models import Organisation, Tenure


class DutyList(models.Model):
    """What a leader takes on for a year: written as a draft, fixed under its hash, then only reported on."""

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="duty_lists", verbose_name=_("tenure"))
    year = models.PositiveSmallIntegerField(_("year"))
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, default=Stage.DRAFT)
    digest = models.CharField(_("hash"), max_length=64, blank=True)
    fixed_at = models.DateTimeField(_("fixed"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("duty list")
        verbose_name_plural = _("duty lists")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenure", "year"], name="duty_list_once_a_year"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="duty_list_stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT, digest="") | (~Q(stage=Stage.DRAFT) & ~Q(digest="")),
                name="duty_list_fixed_has_a_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenure.person} · {self.tenure.organisation} · {self.year}"

    @property
    def scope_path(self) -> str:
        return self.tenure.scope_path

    @property
    def is_draft(self) -> bool:
        return self.stage == Stage.DRAFT

    @property
    def is_open(self) -> bool:
        """Fixed and not yet concluded: progress and results are taken."""
        return self.stage in (Stage.FIXED, Stage.PROGRESS)

    @property
    def is_intact(self) -> bool:
        """Whether the lines are still those that were fixed."""
        return self.digest == digest_of(self.content)

    @property
    def content(self) -> list[dict[str, Any]]:
        """What the hash is taken of: the lines as promised, nothing that comes later."""
        return [item.promised for item in self.items.select_related("organisation")]

    def move_to(self, stage: Stage) -> None:
        if stage not in MOVES[Stage(self.stage)]:
            raise ValueError(f"A duty list does not go from {self.stage} to {stage}.")
        self.stage = stage


class Item(models.Model):
    """One line of the list; after the list is fixed only progress and result are added."""

    duty_list = models.ForeignKey(DutyList, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind of line"), max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("what is promised"), max_length=300)
    measure = models.TextField(_("measure"), blank=True)
    due = models.DateField(_("until when"), null=True, blank=True)
    published = models.CharField(_("published where"), max_length=200, blank=True)
    # Of a contact point: the unit that is visited.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit visited")
    )
    # Of a team: who leads it. Of a project: the code of the figure it came from.
    leader = models.CharField(pgettext_lazy("team", "led by"), max_length=120, blank=True)
    demand = models.CharField(_("figure it came from"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    result = models.TextField(_("result"), blank=True)
    result_on = models.DateField(_("day of the result"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a duty list")
        verbose_name_plural = _("lines of duty lists")
        ordering = ["kind", "number"]
        indexes = [models.Index(fields=["duty_list", "kind", "outcome"], name="duty_item_counts")]
        constraints = [
            models.UniqueConstraint(
                fields=["duty_list", "kind", "number"], name="duty_item_is_numbered_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="duty_item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN) | (Q(outcome__in=Outcome.values) & ~Q(result="")),
                name="duty_item_outcome_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.duty_list.scope_path

    @property
    def promised(self) -> dict[str, Any]:
        later = {"leader": self.leader, "demand": self.demand, "milestones": self._milestones()}
        # Lists fixed before these were asked keep their hash.
        return {name: value for name, value in later.items() if value} | {
            "kind": self.kind,
            "number": self.number,
            "name": self.name,
            "measure": self.measure,
            "due": self.due.isoformat() if self.due else "",
            "published": self.published,
            "organisation": self.organisation.code if self.organisation else "",
        }

    def _milestones(self) -> list[str]:
        if self.kind != Kind.TEAM or self.pk is None:
            return []
        return [f"{one.due.isoformat()} {one.name}" for one in self.milestones.all()]


class Milestone(models.Model):
    """A step of a team with its day, and the day it was reached on."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=200)
    due = models.DateField(_("until when"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="duty_milestone_once")]

    def __str__(self) -> str:
        return self.name


class _OfKind(models.Manager[Any]):
    """The lines of one kind alone."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self.kind)


class Pledge(Item):
    objects: ClassVar[Any] = _OfKind(Kind.PLEDGE)

    class Meta:
        proxy = True


class LeadProject(Item):
    objects: ClassVar[Any] = _OfKind(Kind.PROJECT)

    class Meta:
        proxy = True


class ContactPoint(Item):
    objects: ClassVar[Any] = _OfKind(Kind.POINT)

    class Meta:
        proxy = True


class Matter(Item):
    """One of the few concrete matters that a leader holds beside the office (M16)."""

    objects: ClassVar[Any] = _OfKind(Kind.MATTER)

    class Meta:
        proxy = True


class Deed(Item):
    """A tangible good deed that the people concerned confirm (M53)."""

    objects: ClassVar[Any] = _OfKind(Kind.DEED)

    class Meta:
        proxy = True


class Team(Item):
    """A commando team of members: its name, who leads it, and its milestones (M39)."""

    objects: ClassVar[Any] = _OfKind(Kind.TEAM)

    class Meta:
        proxy = True


class Progress(models.Model):
    """How far a line has come, as of a day; earlier notes remain."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="progress")
    on = models.DateField(_("day"))
    text = models.TextField(_("how far it has come"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.item} · {self.on:%Y-%m-%d}"


class Visit(models.Model):
    """A visit to the contact point: what was done there and what was solved."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="visits")
    on = models.DateField(_("day"))
    text = models.TextField(_("what was done there"))
    solved = models.TextField(_("what was solved"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.item} · {self.on:%Y-%m-%d}"


class Confirmation(models.Model):
    """Those concerned confirm that it was done: who, how, when, and the paper if there is one."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="confirmations")
    on = models.DateField(_("day"))
    by = models.CharField(_("confirmed by"), max_length=120)
    how = models.CharField(_("in which way"), max_length=200)
    upload = models.ForeignKey(
        Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("evidence")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.item} · {self.by}"
