from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shuzhi.organisations.actions.importing import Source, import_workbook
from shuzhi.organisations.forms.workbook import read_workbook
from shuzhi.organisations.queries.import_plan import plan_import


class Command(BaseCommand):
    help = "Imports organisations, people and tenures from a workbook: all of it, or nothing and every fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        book = read_workbook(content)
        plan = plan_import(book, None)
        for seen in plan.understood:
            self.stdout.write(f"{seen.sheet} {seen.row} {seen.column}: {seen.value} → {seen.taken_as}")
        for fault in plan.faults:
            self.stderr.write(
                f"{fault.sheet} {fault.row} {fault.column} [{fault.value}]: {fault.reason}. {fault.advice}"
            )
        if plan.faults:
            message = _("%(count)d faults; nothing was imported.") % {"count": len(plan.faults)}
            raise CommandError(message, returncode=2)
        if not options["check"]:
            import_workbook(book, Source(options["file"].name, content), actor=None)
        for name, count in plan.counts.items():
            self.stdout.write(f"{name}: {count}")
