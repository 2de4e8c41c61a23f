from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.cycles import actions
from shuzhi.cycles.forms.topic_file import TopicFile, read_topic_file
from shuzhi.cycles.models import TopicList
from shuzhi.cycles.queries import usual_year
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refused


class Command(BaseCommand):
    help = (
        "Reads topic lists from YAML files (see topics/README.md): all of a file, or nothing and every fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--issuer", metavar="CODE", help="whose list it is, where the file does not say")
        parser.add_argument("--year", type=int, help="for which year, where the file does not say")
        parser.add_argument("--issue", action="store_true", help="hand the list down at once")
        parser.add_argument("--check", action="store_true", help="only say what is wrong with the files")

    def handle(self, *args: Any, **options: Any) -> None:
        read = {path: self.read(path) for path in options["files"]}
        if sum(len(file.faults) for file in read.values()):
            raise CommandError(_("Nothing was loaded."), returncode=2)
        if options["check"]:
            return
        try:
            with transaction.atomic():
                for path, file in read.items():
                    self.load(path, file, options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def read(self, path: Path) -> TopicFile:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        file = read_topic_file(text)
        for fault in file.faults:
            self.stderr.write(f"{path.name} {fault.place} {fault.column} [{fault.value}]: {fault.reason}")
        if not file.faults:
            self.stdout.write(f"{path.name}: {file.title}, {len(file.book.topics)}")
        return file

    def load(self, path: Path, file: TopicFile, options: dict[str, Any]) -> None:
        code = options["issuer"] or file.issuer
        issuer = Organisation.objects.filter(code=code).first()
        if issuer is None:
            said = _("%(file)s: no organisation has the code %(code)s; say whose list it is.")
            raise CommandError(said % {"file": path.name, "code": code or "?"})
        year = options["year"] or file.year or usual_year()["year"]
        draft = (
            TopicList.objects.filter(issuer=issuer, year=year, title=file.title).order_by("-edition").first()
        )
        if draft is None:
            draft = actions.create_list(
                issuer, year, file.title, actor=None, guides=file.guides, invented=file.sample
            )
        actions.fill_list(draft, file.book.topics, actor=None)
        if options["issue"]:
            actions.issue_list(draft, actor=None)
