from typing import Any

from django.core.management.base import BaseCommand

from shuzhi.reports.actions import sign_unsigned
from shuzhi.reports.queries import write_look_up


class Command(BaseCommand):
    help = "Signs what has no signature yet and writes the look-up for near-duplicates anew; repeat at will."

    def handle(self, *args: Any, **options: Any) -> None:
        signed = sign_unsigned(actor=None)
        self.stdout.write(f"{signed} signed; {write_look_up()} editions in the look-up")
