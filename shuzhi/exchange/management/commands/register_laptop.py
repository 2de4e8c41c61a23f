"""`manage.py register_laptop NAME KEY`: packages that this laptop signs are taken home."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuzhi.exchange import actions
from shuzhi.exchange.states import fingerprint_of
from shuzhi.web.refusal import Refused


class Command(BaseCommand):
    help = "Registers a laptop by the key that `shuzhi hall identity` prints there; compare the fingerprint aloud."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            laptop = actions.register_laptop(options["name"], options["key"], actor=None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{laptop.name}: {fingerprint_of(laptop.key)}")
