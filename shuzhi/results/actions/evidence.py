from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.results.models import Evidence
from shuzhi.results.queries import evidence as read
from shuzhi.results.rules import may_enter_evidence
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def enter_evidence(cycle: Cycle, *, path: Path, file_name: str, actor: User | None) -> Evidence:
    """The workbook's rows become the newest edition of the evidence; earlier editions stay.

    Raises InputFaults with everything that is wrong in the workbook; then nothing is changed.
    """
    require(may_enter_evidence(actor, cycle))
    inputs = read.read_workbook(cycle, path)
    if disagreements := read.disagreements(cycle, inputs):
        require(
            Refusal(
                _("The workbook does not fit the cycle; nothing was changed.")
                + "\n"
                + "\n".join(disagreements)
            )
        )
    content = read.content_of(inputs)
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    last = read.newest(cycle)
    evidence = Evidence.objects.create(
        cycle=cycle,
        number=last.number + 1 if last else 1,
        file_name=file_name[:200],
        content=content,
        digest=read.digest_of_content(content),
        understood=list(inputs.understood),
        made_by=actor,
    )
    record(actor, "evidence.entered", evidence, detail={"edition": evidence.number, "hash": evidence.digest})
    return evidence
