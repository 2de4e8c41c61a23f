import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import may_open
from shuzhi.audit.actions import record
from shuzhi.indicators.actions.definitions import change_indicator, define_indicator
from shuzhi.indicators.actions.figures import enter_fact, set_target
from shuzhi.indicators.models import FactImport, Indicator, KeptUpload
from shuzhi.indicators.queries.importing import plan_import
from shuzhi.indicators.rules.rows import Book
from shuzhi.web.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an import came from."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@transaction.atomic
def keep_upload(name: str, content: bytes, *, actor: User) -> KeptUpload:
    """Holds the file until its preview is confirmed; the next upload of the same person takes its place."""
    require(may_open(actor, "fact.enter"))
    upload, _created = KeptUpload.objects.update_or_create(
        owner=actor, defaults={"name": name[-200:], "content": content}
    )
    return upload


@transaction.atomic
def drop_upload(*, actor: User) -> None:
    """Forgets the file of a preview that was not confirmed."""
    KeptUpload.objects.filter(owner=actor).delete()


@transaction.atomic
def import_figures(book: Book, source: Source, *, actor: User | None) -> FactImport:
    """Does everything the file says, or nothing at all when there is any fault."""
    if actor is not None:
        require(may_open(actor, "fact.enter"))
    plan = plan_import(book, actor)
    if plan.faults:
        said = {"count": len(plan.faults)}
        require(Refusal(_("The file has %(count)d faults; nothing was imported.") % said))
    done = FactImport.objects.create(
        name=source.name[-200:], sha256=source.sha256, made_by=actor, counts=plan.counts
    )
    _define(plan.fresh, actor)
    for indicator, changes in plan.changed:
        change_indicator(Indicator.objects.get(pk=indicator.pk), actor=actor, **changes)
    known = {one.code: one for one in Indicator.objects.select_related("owner")}
    for line in plan.facts:
        enter_fact(
            known[line.code],
            line.organisation,
            line.period,
            line.scaled,
            source_file=done,
            actor=actor,
            **line.said,
        )
    for line in plan.targets:
        set_target(
            known[line.code],
            line.organisation,
            line.period,
            line.scaled,
            source_file=done,
            actor=actor,
            **line.said,
        )
    record(actor, "figures.imported", done, detail=plan.counts)
    if actor is not None:
        KeptUpload.objects.filter(owner=actor).delete()
    return done


def _define(fresh: list[dict[str, object]], actor: User | None) -> None:
    """In the order of the lines: what a line refers to stands above it, or is there already."""
    for values in fresh:
        links = {
            name: Indicator.objects.get(code=one.code)
            for name in ("part_of", "numerator", "denominator")
            if isinstance(one := values.get(name), Indicator)
        }
        define_indicator(actor=actor, **{**values, **links})  # type: ignore[arg-type]
