import hashlib
import json
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuzhi.web.steps import said_by_steps

FIRST_LINK = "0" * 64


def sentence_of(verb: str) -> str:
    """The verb in words; a verb that no step lists is shown as it is written."""
    return next((str(verbs[verb]) for verbs in said_by_steps("audit_verbs") if verb in verbs), verb)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads only: what was logged is neither changed nor taken out."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The log is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The log is append-only.")


class Entry(models.Model):
    """One line of the log: who did what to which record, chained to the line before it."""

    number = models.PositiveBigIntegerField(_("entry number"), unique=True)
    made_at = models.DateTimeField(_("time"), db_index=True)
    # Kept as a key for filters; the name is written out because the log outlives renames.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("actor")
    )
    actor_name = models.CharField(_("actor"), max_length=150, blank=True)
    verb = models.CharField(_("verb"), max_length=60, db_index=True)
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_pk = models.CharField(_("key of the record"), max_length=64)
    subject_text = models.CharField(_("record"), max_length=200)
    # The place in the tree of organisations that the record belongs to; "" belongs to the whole server.
    scope_path = models.CharField(max_length=255, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        indexes = [models.Index(fields=["subject_type", "subject_pk"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_text}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The log is append-only.")

    @property
    def said(self) -> str:
        """What the verb says to a reader: each step lists its verbs as `audit_verbs` in its AppConfig."""
        return sentence_of(self.verb)

    @property
    def sentence(self) -> str:
        """Who did what to which record, and why where a reason was given."""
        who = self.actor_name or gettext("The system")
        line = gettext("%(who)s %(did)s %(what)s") % {"who": who, "did": self.said, "what": self.subject_text}
        reason = self.detail.get("reason")
        return gettext("%(line)s, because: %(reason)s") % {"line": line, "reason": reason} if reason else line

    def link(self) -> str:
        """The hash of this line and, through `prev_hash`, of all lines before it."""
        said = [
            self.number,
            self.made_at.isoformat(timespec="microseconds"),
            self.actor_id,
            self.actor_name,
            self.verb,
            self.subject_type,
            self.subject_pk,
            self.subject_text,
            self.scope_path,
            self.detail,
            self.prev_hash,
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class ChainEnd(models.Model):
    """The last link: one row, locked by whoever appends, so that the chain never forks."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST_LINK)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
