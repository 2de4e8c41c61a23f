from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models.cycle import Cycle
from shuzhi.cycles.models.lists import IssuedTopic
from shuzhi.cycles.models.matter import Matter, Part, Question
from shuzhi.cycles.models.reporters import Reporter
from shuzhi.cycles.states import Change, ProposalState, TopicKind


class Topic(Matter):
    """A matter of the year in a cycle: one's own, or one that came down and keeps its wording."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="topics")
    issued = models.ForeignKey(
        IssuedTopic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over",
        verbose_name=_("comes from above"),
    )
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="topics")
    # Set where an issuer within the cycle reaches only its own units: the path below which the topic holds.
    within = models.CharField(max_length=255, blank=True)
    withdrawn = models.BooleanField(_("withdrawn from above"), default=False)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-pinned", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="topic_code_is_used_once"),
            models.UniqueConstraint(fields=["cycle", "question"], name="topic_question_is_asked_once"),
            models.CheckConstraint(
                condition=Q(kind=TopicKind.MUST_ANSWER, question__isnull=False)
                | (~Q(kind=TopicKind.MUST_ANSWER) & Q(question__isnull=True)),
                name="topic_must_answer_is_a_question",
            ),
            models.CheckConstraint(condition=Q(kind__in=TopicKind.values), name="topic_kind_is_known"),
        ]

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_inherited(self) -> bool:
        return self.issued_id is not None

    @property
    def is_common(self) -> bool:
        return self.kind == TopicKind.COMMON

    def applies_to(self, reporter: Reporter) -> bool:
        """Whether this reporter has to answer: by the rulebook's category or the kind of the organisation."""
        if self.within and not reporter.tenure.organisation.path.startswith(self.within):
            return False
        return self.concerns([reporter.category, reporter.organisation_category])


class TopicPart(Part):
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="parts")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="topic_part_has_its_number")]


class TopicProposal(models.Model):
    """What a level above changed after the cycle was opened. The pin stays; accepted, this is the correction."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="topic_proposals")
    change = models.CharField(_("change"), max_length=8, choices=Change.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="proposals")
    issued = models.ForeignKey(IssuedTopic, models.PROTECT, related_name="proposals")
    # The topic as it is pinned, before and after; empty where there is none.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed change of a topic")
        verbose_name_plural = _("proposed changes of topics")
        ordering = ["pk"]
        constraints = [
            # What was overtaken before it was answered may be proposed anew.
            models.UniqueConstraint(
                fields=["cycle", "issued", "change"],
                condition=~Q(state=ProposalState.LAPSED),
                name="topic_change_is_proposed_once",
            ),
            models.CheckConstraint(condition=Q(change__in=Change.values), name="topic_change_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN) | ~Q(reason=""), name="proposal_answer_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.topic or self.issued)

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN
