"""A whole invented year of one real district, end to end, then the site."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from shuzhi.cycles.models import Cycle
from shuzhi.project.demo import ballot, closing, fieldwork, hall, outputs, people, work, year
from shuzhi.project.demo.steps import Steps
from shuzhi.project.management.commands.serve import refuse_taken_port

DONE = "demo-year-complete"
SIGN_INS = "sign-ins.txt"
USUAL_PORT = 8000


class Command(BaseCommand):
    help = "Runs a whole invented year, writes demo-output/, then serves the site (SERVE=0: does not serve)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, default=Path(settings.ROOT) / "demo-output")
        parser.add_argument("--port", type=int, default=USUAL_PORT)
        parser.add_argument("--door-port", type=int, default=8001)

    def handle(self, *args: Any, **options: Any) -> None:
        marker = Path(settings.VAR) / DONE
        folder: Path = options["output"]
        serving = os.environ.get("SERVE", "1") != "0"
        if serving:
            for wanted in (options["port"], options["door_port"]):
                refuse_taken_port("127.0.0.1", wanted)
        with translation.override(settings.LANGUAGE_CODE):
            if (
                marker.exists()
                and Cycle.objects.filter(invented=True).exists()
                and (folder / SIGN_INS).exists()
            ):
                self.stdout.write(
                    "演示年度已经在库中 The demo year is in the database; `make again` starts anew."
                )
            else:
                self.make_year(folder)
                marker.write_text(timezone.now().isoformat(), encoding="utf-8")
        # The year may have been made for another port than the site is served on now.
        self.stdout.write(outputs.name_port(folder / SIGN_INS, options["port"]))
        if serving:
            call_command("serve", port=options["port"], door_port=options["door_port"])

    def make_year(self, folder: Path) -> None:
        """Empties both databases of an earlier demo and makes the year from the beginning."""
        if Cycle.objects.filter(invented=False).exists():
            raise CommandError(
                "There is a real cycle in this database; the demo wants a database of its own (SHUZHI_VAR)."
            )
        call_command("flush", interactive=False, verbosity=0)
        call_command("flush", interactive=False, verbosity=0, database="box")
        folder.mkdir(parents=True, exist_ok=True)
        today = timezone.localdate()
        steps = Steps(18, sys.stdout)
        district = people.load_tree(steps)
        cast = people.make_people(district, steps)
        work.enter_figures(cast, today, steps)
        work.keep_promises(cast, today, steps)
        cycle = year.prepare_cycle(cast, today, steps)
        year.write_reports(cast, cycle, steps)
        fieldwork.research(cast, cycle, today, folder, steps)
        meeting = hall.hold_meeting(cast, cycle, today, steps)
        days = ballot.take_ballots(cast, meeting, steps)
        closing.enter_evidence(cast, cycle, folder, steps)
        settlement = closing.settle_and_decide(cast, cycle, steps)
        closing.hand_over(cast, cycle, steps)
        closing.rectify(cast, cycle, steps)
        outputs.write_files(cast, cycle, settlement, days, folder, steps)
        outputs.prove(cycle, folder, steps)
        outputs.write_sign_ins(cast, folder / SIGN_INS, port=USUAL_PORT)
