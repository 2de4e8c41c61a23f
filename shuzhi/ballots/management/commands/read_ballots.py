"""`manage.py read_ballots`: paper ballots from scans, by hand or as the reader that waits for uploads."""

import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.ballots import jobs
from shuzhi.ballots.actions import paper as actions
from shuzhi.ballots.models.paper import PaperFile
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.states import PageOutcome, SetState
from shuzhi.web.refusal import Refused

BAR = 30
PAUSE = 1.0


class Command(BaseCommand):
    help = (
        "Reads paper ballots: read_ballots SESSION FILES… reads these scans now; read_ballots --wait reads "
        "what is uploaded on the site, until it is stopped; without both it reads what waits, and ends."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "session", nargs="?", type=int, help="the number of the ballot, as in its address"
        )
        parser.add_argument("files", nargs="*", type=Path, help="PDF, TIFF, JPEG or PNG")
        parser.add_argument("--wait", action="store_true", help="go on reading what is uploaded")
        parser.add_argument("--user", help="who hands the files in; without it the server itself")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["wait"]:
            self._wait()
        elif options["session"] is None:
            jobs.read_waiting(self._show)
        else:
            self._read(options["session"], options["files"], options["user"])

    def _wait(self) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while True:
                if not jobs.read_waiting():
                    time.sleep(PAUSE)
                close_old_connections()
        except KeyboardInterrupt:
            return

    def _read(self, pk: int, paths: list[Path], username: str | None) -> None:
        session = BallotSession.objects.select_related("meeting__cycle").filter(pk=pk).first()
        actor = User.objects.filter(username=username).first() if username else None
        if session is None or (username and actor is None):
            raise CommandError(_("There is no such ballot or user."))
        try:
            handed = [actions.Handed(path.name, path.read_bytes()) for path in paths]
            batch = actions.upload_scans(session, handed, actor=actor)
        except (Refused, OSError) as fault:
            raise CommandError(str(fault)) from None
        jobs.read_one(batch, self._show)
        for page in queries.not_taken(batch):
            said = {
                "file": page.file.name,
                "page": page.at,
                "number": page.number,
                "why": queries.reason_of(page),
            }
            self.stdout.write(_("%(file)s, page %(page)d %(number)s: %(why)s") % said)
        for file in batch.files.exclude(refusal=""):
            self.stdout.write(f"{file.name}: {queries.reason_of_file(file)}")
        sets = queries.sets_by_state(session)
        said = {"counted": sets[SetState.COUNTED], "waiting": sets[SetState.READING]}
        self.stdout.write(_("Counted: %(counted)d sets. Not complete: %(waiting)d.") % said)

    def _show(self, file: PaperFile, at: int, pages: int, outcome: PageOutcome) -> None:
        done = BAR * at // max(pages, 1)
        self.stdout.write(f"\r[{'█' * done}{'·' * (BAR - done)}] {at}/{pages} {file.name}", ending="")
        if at >= pages:
            self.stdout.write("")
