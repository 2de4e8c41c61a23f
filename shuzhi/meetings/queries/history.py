from collections.abc import Iterable

from shuzhi.accounts.models import User
from shuzhi.audit.queries import History, history_of
from shuzhi.meetings import rules
from shuzhi.meetings.models import AgendaItem, Meeting

# What the office alone learns: who tried in vain, and who prepares a comment on whom.
OFFICE_ALONE = ("meeting.move_refused", "meeting.comment_drafted")


def history_for(user: User, meeting: Meeting, items: Iterable[AgendaItem] = ()) -> History:
    """What happened in a meeting, the newest first, as far as the person may know it."""
    inside = () if rules.may_run(user, meeting) is None else OFFICE_ALONE
    return history_of(meeting, *items, limit=15, without=inside)
