"""Paper on its way into the box, in the default database: it names no voter.

A set's number stands on its paper and is handed out shuffled, like a slip. What was marked never stands here
in the clear: pictures and readings are sealed under a key that is in no database, live only until the set is
in the box, and are then emptied; of a person's answer to a doubtful row, and of a row typed by hand, only a
keyed hash is kept until the second person's answer is compared with it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import BatchState, DoubtState, PageOutcome, SetState


class PaperVault(models.Model):
    """Half of the key under which a session's pictures lie; without this row they are noise."""

    session = models.OneToOneField(BallotSession, models.PROTECT, related_name="paper_vault")
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("key half of the scans")
        verbose_name_plural = _("key halves of the scans")

    def __str__(self) -> str:
        return str(self.session)


class PaperBatch(models.Model):
    """Files of scans handed in together, read one page after the other."""

    session = models.ForeignKey(BallotSession, models.PROTECT, related_name="paper_batches")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.WAITING)
    # Who is reading, and when it last gave a sign: a reader that died is relieved.
    reader = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch of scans")
        verbose_name_plural = _("batches of scans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.pk}"

    @property
    def scope_path(self) -> str:
        return self.session.scope_path

    @property
    def is_under_way(self) -> bool:
        return self.state in {BatchState.WAITING, BatchState.READING}


class PaperFile(models.Model):
    """One file of a batch. Its content lies sealed in a folder until it is read, then it is removed."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=32, unique=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("file of scans")
        verbose_name_plural = _("files of scans")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PaperSet(models.Model):
    """All sheets of one voter. Counts when every page is read and every doubtful row decided."""

    session = models.ForeignKey(BallotSession, models.PROTECT, related_name="paper_sets")
    number = models.CharField(max_length=20)
    group = models.CharField(max_length=120)
    pages = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=SetState.choices, default=SetState.READING)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("set of paper sheets")
        verbose_name_plural = _("sets of paper sheets")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="paper_set_is_one"),
            models.CheckConstraint(condition=Q(state__in=SetState.values), name="paper_set_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope_path(self) -> str:
        return self.session.scope_path


class PaperPage(models.Model):
    """One scanned page: where it lies in which file, and what became of it."""

    file = models.ForeignKey(PaperFile, models.PROTECT, related_name="scanned")
    at = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=PageOutcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=20, blank=True)
    paper_set = models.ForeignKey(PaperSet, models.PROTECT, null=True, blank=True, related_name="scanned")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    # Sealed: the marks of a page that was read, or the upper edge of one that was refused.
    sealed = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("scanned page")
        verbose_name_plural = _("scanned pages")
        ordering = ["file", "at"]
        constraints = [
            models.UniqueConstraint(fields=["file", "at"], name="scanned_page_is_told_once"),
            models.UniqueConstraint(
                fields=["paper_set", "page"],
                condition=Q(outcome=PageOutcome.READ),
                name="page_of_a_set_is_read_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=PageOutcome.values), name="scanned_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.at}"


class PaperDoubt(models.Model):
    """A row that two people decide on its picture; by its token, so that no order shows whose row follows."""

    scanned = models.ForeignKey(PaperPage, models.PROTECT, related_name="doubts")
    token = models.CharField(max_length=32, unique=True)
    line = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=DoubtState.choices, default=DoubtState.OPEN)
    picture = models.BinaryField(default=bytes)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A keyed hash: enough to see whether the second person says the same.
    first_answer = models.CharField(max_length=64, blank=True)
    together = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("doubtful row")
        verbose_name_plural = _("doubtful rows")
        ordering = ["token"]
        constraints = [
            models.UniqueConstraint(fields=["scanned", "line"], name="doubtful_row_is_asked_once"),
            models.CheckConstraint(condition=Q(state__in=DoubtState.values), name="doubt_state_is_known"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(first_by=F("second_by")), name="doubt_is_decided_by_two"
            ),
        ]

    def __str__(self) -> str:
        return self.token[:8]


class PaperEntry(models.Model):
    """What one person typed from a sheet that no machine reads: keyed hashes, row by row."""

    paper_set = models.ForeignKey(PaperSet, models.PROTECT, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rows = models.JSONField()

    class Meta:
        verbose_name = _("entry by hand")
        verbose_name_plural = _("entries by hand")
        constraints = [
            models.UniqueConstraint(fields=["paper_set"], name="paper_set_waits_for_one_second_entry")
        ]

    def __str__(self) -> str:
        return f"{self.paper_set} {self.by}"
