from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuzhi.indicators.actions.importing import Source, import_figures
from shuzhi.indicators.forms.reading import read_file
from shuzhi.indicators.queries.importing import plan_import

SAMPLE = Path(__file__).parent.parent.parent / "data" / "indicators.csv"


class Command(BaseCommand):
    help = "Imports indicators, figures and targets from a workbook or CSV; without a file the sample list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=SAMPLE)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        content = path.read_bytes()
        book = read_file(path.name, content)
        plan = plan_import(book, None)
        for fault in plan.faults:
            place = " ".join(str(part) for part in (fault.sheet, fault.row or "", fault.column) if part)
            self.stderr.write(f"{place}: {fault.value} {fault.reason} {fault.advice}")
        if plan.faults:
            raise CommandError(f"{len(plan.faults)} faults; nothing was imported.")
        import_figures(book, Source(path.name, content), actor=None)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in plan.counts.items() if count))
