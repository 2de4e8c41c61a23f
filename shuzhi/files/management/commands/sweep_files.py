from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shuzhi.files.actions import sweep
from shuzhi.files.queries import orphans
from shuzhi.files.rules import LIMITS


class Command(BaseCommand):
    help = "Removes uploads that nothing refers to, and contents that no upload holds any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=LIMITS.orphan_days, help="how old an upload is at least"
        )
        parser.add_argument("--dry-run", action="store_true", help="only list what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for upload in orphans(options["days"]):
                self.stdout.write(f"{upload.pk}\t{upload.made_at:%Y-%m-%d}\t{upload.name}")
            return
        swept = sweep(actor=None, days=options["days"])
        self.stdout.write(
            f"{swept.uploads} uploads and {swept.contents} contents removed, {swept.freed} bytes freed"
        )
