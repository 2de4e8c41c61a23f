"""`manage.py hall_package MEETING LAPTOP FILE`: a meeting for a laptop without a network."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuzhi.exchange import actions
from shuzhi.exchange.models import Laptop
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import Refused


class Command(BaseCommand):
    help = (
        "Writes the package that `shuzhi hall take FILE` takes over on the laptop; nobody else can read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", type=int, help="the number of the meeting, as in its address")
        parser.add_argument("laptop", help="the name or the key of a registered laptop")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        meeting = Meeting.objects.filter(pk=options["meeting"]).first()
        wanted = options["laptop"]
        laptop = Laptop.objects.filter(key=wanted).first() or Laptop.objects.filter(name=wanted).first()
        if meeting is None or laptop is None:
            raise CommandError("There is no such meeting or laptop.")
        try:
            data = actions.hand_out(meeting, laptop, actor=None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        options["file"].write_bytes(data)
        self.stdout.write(f"{options['file']}  SHA-256 {hashlib.sha256(data).hexdigest()}")
