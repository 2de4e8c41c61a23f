from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import digest_of
from shuzhi.organisations.models import Organisation
from shuzhi.reports import rules
from shuzhi.reports.models import Edition, Signature, Source
from shuzhi.reports.queries.prints import FORM, prints_of, unsigned, wording
from shuzhi.web.refusal import Refusal, require

PORTION = 500


@transaction.atomic
def sign_edition(edition: Edition, *, actor: User | None) -> Signature:
    """Keeps the prints of an edition; part of handing in, so the log speaks of that."""
    prints = prints_of(wording(edition.sections, edition.answers))
    signature, _made = Signature.objects.update_or_create(
        edition=edition, defaults={"form": FORM, "prints": prints}
    )
    return signature


def sign_unsigned(*, actor: User | None) -> int:
    """Signs whatever has no signature of the present method, a portion at a time; how many there were."""
    done = 0
    while editions := unsigned(PORTION):
        with transaction.atomic():
            for edition in editions:
                sign_edition(edition, actor=actor)
        done += len(editions)
    return done


@transaction.atomic
def add_source(organisation: Organisation, title: str, text: str, *, actor: User | None) -> Source:
    """Adds a document whose quotations do not count; the same text stands once in an organisation."""
    require(rules.may_add_source(actor, organisation, text))
    digest = digest_of(text)
    if twin := Source.objects.filter(organisation=organisation, digest=digest, withdrawn_at=None).first():
        require(Refusal(_("This text is already here, as “%(title)s”.") % {"title": twin.title}))
    source = Source.objects.create(
        organisation=organisation, title=title.strip(), text=text, digest=digest, made_by=actor
    )
    record(actor, "source.added", source, detail={"hash": digest})
    return source


@transaction.atomic
def withdraw_source(source: Source, *, actor: User | None) -> None:
    """From now on quotations from it count again; the text is kept for the record."""
    require(rules.may_withdraw_source(actor, source))
    source.withdrawn_at = timezone.now()
    source.save(update_fields=["withdrawn_at"])
    record(actor, "source.withdrawn", source)
