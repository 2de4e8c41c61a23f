from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.fieldwork.models import Finding
from shuzhi.fieldwork.queries import findings_about
from shuzhi.meetings import queries, rules
from shuzhi.meetings.actions.hall import put_at
from shuzhi.meetings.actions.holding import atomic_or_logged, held_item
from shuzhi.meetings.models import AgendaItem, Comment, CommentDraft, PortraitLink, ProblemNote
from shuzhi.meetings.states import Side, Step
from shuzhi.web.refusal import Refusal, require


class DraftOvertaken(Exception):  # noqa: N818 - reads as what happened
    """Another device saved this draft in between; nothing was changed."""

    def __init__(self, draft: CommentDraft) -> None:
        super().__init__(str(draft))
        self.draft = draft


@transaction.atomic
def save_comment_draft(
    item: AgendaItem,
    text: str,
    problems: str,
    *,
    actor: User,
    findings: Iterable[Finding] = (),
    base: int | None = None,
    window: str = "",
) -> CommentDraft:
    """Keeps what a speaker prepares; only that a draft was begun is logged, never its words.

    `base` is the draft that the device knew. When another one has saved a later one, nothing is written and
    `DraftOvertaken` carries it; the same window comes again only because an answer was lost.
    """
    require(rules.may_draft_comment(actor, item))
    draft, fresh = CommentDraft.objects.select_for_update().get_or_create(item=item, speaker=actor)
    overtaken = base is not None and draft.n > base and draft.window != window
    if overtaken and (draft.text, draft.problems) != (text, problems):
        raise DraftOvertaken(draft)
    draft.text, draft.problems, draft.window = text, problems, window
    draft.findings = [one.pk for one in findings]
    draft.n += 1
    draft.save(update_fields=["text", "problems", "findings", "n", "window", "saved_at"])
    if fresh:
        record(actor, "meeting.comment_drafted", item)
    return draft


def give_comment(
    item: AgendaItem,
    text: str,
    problems: Iterable[str] = (),
    *,
    actor: User | None,
    speaker: User | None = None,
    findings: Iterable[Finding] = (),
) -> Comment:
    """The comment stands, with the problems it names; the office may write it down for the speaker.

    A finding that is pointed out becomes a problem in its own words and is matched with it. A written report is
    done with its comment. A refused attempt is logged. The draft of the speaker goes: its words stand now.
    """
    voice = speaker or actor
    if voice is None:
        raise ValueError("A comment has a speaker.")
    pointed = list(findings)
    with atomic_or_logged(item, "comment", actor=actor):
        held = held_item(item)
        require(rules.may_sit_at_the_desk(actor, held))
        require(rules.may_comment(actor, held, voice, text))
        require(_refuse_strangers(held, pointed))
        comment = Comment.objects.create(
            item=held,
            speaker=voice,
            text=text.strip(),
            mandatory=queries.speaks_for_the_superior(voice, held.meeting),
        )
        named = _name_problems(comment, problems, pointed, voice)
        CommentDraft.objects.filter(item=held, speaker=voice).delete()
        record(actor, "meeting.commented", held, detail={"speaker": str(voice), "problems": named})
        _finish_written(held, actor)
    return comment


def _name_problems(comment: Comment, problems: Iterable[str], findings: list[Finding], voice: User) -> int:
    """Problems in the speaker's words, then the findings in theirs; how many were named."""
    lines = [line.strip() for line in problems if line.strip()]
    ProblemNote.objects.bulk_create(
        ProblemNote(comment=comment, text=line, order=order) for order, line in enumerate(lines)
    )
    for order, finding in enumerate(findings, start=len(lines)):
        note = ProblemNote.objects.create(comment=comment, text=finding.text, order=order)
        link, _made = PortraitLink.objects.update_or_create(
            finding=finding,
            reporter=comment.item.reporter,
            side=Side.POINTED,
            defaults={"note": note, "passage": "", "made_by": voice},
        )
        record(voice, "portrait.matched", link, detail={"there": True})
    return len(lines) + len(findings)


def _refuse_strangers(item: AgendaItem, findings: list[Finding]) -> Refusal | None:
    known = set(findings_about(item.reporter).values_list("pk", flat=True)) if item.reporter else set()
    if any(finding.pk not in known for finding in findings):
        return Refusal(_("This finding is not about %(name)s.") % {"name": item})
    return None


def _finish_written(held: AgendaItem, actor: User | None) -> None:
    fresh = held_item(held)
    if fresh.written and fresh.step == Step.WAITING and rules.refuse_without_comment(fresh) is None:
        put_at(fresh, Step.DONE)
        record(actor, "meeting.item_done", fresh)
