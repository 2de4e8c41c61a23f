"""A stored settlement run again: its explanation, its workbook, its recount, and what another rulebook would say."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import get_language

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import reporters_of, rulebook_of
from shuzhi.results.models import Proposal, Settlement
from shuzhi.results.queries.inputs import form_in_words
from shuzhi.scoring import engines, explain
from shuzhi.scoring.disclosure import Earlier
from shuzhi.scoring.packing import unpack
from shuzhi.scoring.recount import against
from shuzhi.scoring.recount import recount as recount_independently
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.faults import RulebookFaults, format_faults
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.workbook.result import write_result
from shuzhi.scoring.workbook.template import new_workbook


def lang() -> str:
    """The language of the page, as the scoring texts name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def run(settlement: Settlement, book: Rulebook | None = None) -> engines.Settlement:
    """The one function over the stored inputs, with the pinned rulebook or another one."""
    return engines.settle_inputs(unpack(bytes(settlement.inputs)), book or rulebook_of(settlement.cycle))


def steps(proposal: Proposal) -> list[explain.Step]:
    """Every step of one reporter's score, with the numbers and the rule that applied."""
    return explain.steps(run(proposal.settlement), proposal.place, lang())


def workbook(settlement: Settlement, earlier: Mapping[str, tuple[Earlier, ...]] | None = None) -> bytes:
    """RESULT.xlsx, by the same writer as the command line; its public sheet knows what was published before."""
    stream = BytesIO()
    write_result(run(settlement), stream, lang(), earlier=earlier)
    return stream.getvalue()


def template(cycle: Cycle) -> bytes:
    """The workbook to fill in, with the cycle's reporters in it."""
    reporters = [
        {
            "code": reporter.code,
            "unit": reporter.organisation_name,
            "person": reporter.person_name,
            "organiser": cycle.organiser.code,
            "category": reporter.category,
            "form": form_in_words(reporter),
            "excluded": reporter.excluded_as,
            **reporter.attributes,
        }
        for reporter in sorted(reporters_of(cycle), key=lambda reporter: reporter.code)
    ]
    stream = BytesIO()
    new_workbook(rulebook_of(cycle), stream, reporters, lang())
    return stream.getvalue()


def recounted(settlement: Settlement) -> dict[str, Any]:
    """The independent recount against what is stored, and whether the stored inputs still give the stored result."""
    again = run(settlement)
    rows = [
        {
            "code": proposal.reporter.code,
            "status": proposal.status,
            "composite": proposal.composite,
            "grade": proposal.grade,
            "rank": proposal.rank,
        }
        for proposal in settlement.proposals.select_related("reporter")
    ]
    found = against(recount_independently(again.inputs, again.plan.rulebook), rows)
    unchanged = (again.input_digest, again.result_digest) == (settlement.input_hash, settlement.result_hash)
    return {
        "differences": [f"{one.code} {one.what}: {one.recounted} ≠ {one.written}" for one in found],
        "unchanged": unchanged,
        "count": len(rows),
    }


def what_if(settlement: Settlement, text: str) -> dict[str, Any]:
    """Who would have another grade under another rulebook, and why; or what is wrong with that rulebook."""
    try:
        # Bytes are always a text; a `str` of one line would be taken for the name of a file.
        other = load(text.encode())
        then = run(settlement, other)
    except RulebookFaults as faults:
        return {"faults": format_faults(faults.faults, lang()).splitlines()}
    except Refused as refused:
        return {"faults": [refused.zh if lang() == "zh" else refused.en]}
    return {"other": other, "changes": explain.compare(run(settlement), then, lang())}
