from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.notices.models import Notice
from shuzhi.notices.rules import texts_of_steps


def notices_for(user: User, *, unread: bool = False) -> QuerySet[Notice]:
    """What a person was told, the newest first."""
    found = Notice.objects.filter(user=user.pk)
    return found.filter(read_at=None) if unread else found


def unread_count(user: User) -> int:
    """How many notices wait; the bell shows it on every page, so it is one look into an index."""
    return Notice.objects.filter(user=user.pk, read_at=None).count()


def sentence_of(notice: Notice) -> str:
    """The notice in the reader's language; a kind no step lists any more is named by what it was about."""
    text = texts_of_steps().get(notice.kind)
    if text is None:
        return notice.subject_text
    said = {name: _shown(name, value) for name, value in notice.figures.items()}
    return str(text) % {"who": notice.sender_name or _("The system"), "what": notice.subject_text, **said}


def _shown(name: str, value: object) -> object:
    return date_format(date.fromisoformat(str(value)), "DATE_FORMAT") if name == "day" and value else value
