"""`manage.py take_package FILE`: a meeting that was held on a laptop comes home."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuzhi.exchange import actions
from shuzhi.exchange.states import PackageFault
from shuzhi.web.refusal import Refused


class Command(BaseCommand):
    help = "Takes a laptop's package home, whole or not at all; twice is as good as once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = actions.take_home(options["file"].read_bytes(), actor=None)
        except actions.Conflicts as conflicts:
            lines = "\n".join(conflicts.found.conflicts)
            raise CommandError(f"Changed here and on the laptop; nothing was done:\n{lines}") from None
        except (PackageFault, Refused, OSError) as fault:
            raise CommandError(str(fault)) from None
        if found.did_nothing:
            self.stdout.write("Everything of this package is here already.")
        else:
            self.stdout.write(
                f"Rows added {found.added}, changed {found.changed}, removed {found.removed}; "
                f"ballots {found.ballots}."
            )
