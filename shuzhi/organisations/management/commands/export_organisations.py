from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import subtree
from shuzhi.organisations.queries.export import write_workbook


class Command(BaseCommand):
    help = "Exports organisations, people and tenures as the workbook that import_organisations reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--below", metavar="CODE", help="only this organisation and everything below it")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Organisation.objects.all()
        if options["below"]:
            top = Organisation.objects.filter(code=options["below"]).first()
            if top is None:
                raise CommandError(_("No organisation has the code %(code)s.") % {"code": options["below"]})
            rows = subtree(top)
        with options["file"].open("wb") as file:
            counts = write_workbook(rows, file)
        self.stdout.write("; ".join(f"{sheet} {count}" for sheet, count in counts.items()))
