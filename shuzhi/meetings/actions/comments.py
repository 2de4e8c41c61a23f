from collections.abc import Iterable

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import queries, rules
from shuzhi.meetings.actions.hall import require_or_log
from shuzhi.meetings.models import AgendaItem, Comment, CommentDraft, Meeting, ProblemNote
from shuzhi.web.refusal import require


@transaction.atomic
def save_comment_draft(item: AgendaItem, text: str, problems: str, *, actor: User) -> CommentDraft:
    """Keeps what a speaker prepares; only that a draft was begun is logged, never its words."""
    require(rules.may_draft_comment(actor, item))
    draft, fresh = CommentDraft.objects.update_or_create(
        item=item, speaker=actor, defaults={"text": text, "problems": problems}
    )
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
) -> Comment:
    """The comment stands, with the problems it names; the office may write it down for the speaker.

    A refused attempt is logged. The draft of the speaker goes: its words are in the comment now.
    """
    voice = speaker or actor
    if voice is None:
        raise ValueError("A comment has a speaker.")
    fresh = queries.item_with_everything(AgendaItem.objects.filter(pk=item.pk)).get()
    require_or_log(rules.may_comment(actor, fresh, voice, text), fresh, "comment", actor=actor)
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=item.meeting_id)
        held = queries.item_with_everything(AgendaItem.objects.filter(pk=item.pk)).get()
        require(rules.may_comment(actor, held, voice, text))
        comment = Comment.objects.create(item=held, speaker=voice, text=text.strip())
        named = [line.strip() for line in problems if line.strip()]
        ProblemNote.objects.bulk_create(
            ProblemNote(comment=comment, text=line, order=order) for order, line in enumerate(named)
        )
        CommentDraft.objects.filter(item=held, speaker=voice).delete()
        detail = {"speaker": str(voice), "problems": len(named)}
        record(actor, "meeting.commented", held, detail=detail)
    return comment
