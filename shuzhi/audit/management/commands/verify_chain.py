from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shuzhi.audit.models import Entry
from shuzhi.audit.queries import breaks_in_chain


class Command(BaseCommand):
    help = "Checks that no line of the log was changed, moved or taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaks_in_chain())
        for fault in found:
            self.stderr.write(
                _("Line %(number)d: %(reason)s.") % {"number": fault.number, "reason": fault.reason}
            )
        if found:
            raise CommandError(_("The log is not whole: %(count)d places.") % {"count": len(found)})
        self.stdout.write(_("The log is whole: %(count)d lines.") % {"count": Entry.objects.count()})
