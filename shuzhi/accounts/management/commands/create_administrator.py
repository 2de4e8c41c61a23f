from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.actions import create_user, give_password, grant_role
from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role


class Command(BaseCommand):
    help = "Creates the first administrator of the whole server and prints a password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the name others see")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError(_("The account %(name)s is there already.") % {"name": username})
        user = create_user(username, options["name"] or username, actor=None)
        grant_role(user, Role.ADMINISTRATOR, "", actor=None)
        password = give_password(user, actor=None)
        self.stdout.write(
            _("Administrator %(name)s, password: %(password)s") % {"name": user, "password": password}
        )
