"""What everybody may know of a result: one gate, which also looks at what was published before."""

import hashlib
import json
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import rulebook_of
from shuzhi.results.models import Proposal, Publication, Settlement, Status
from shuzhi.results.queries.running import lang, run
from shuzhi.scoring.disclosure import Earlier, Figures
from shuzhi.scoring.rulebook.model import Disclosure
from shuzhi.scoring.workbook.public import public_line
from shuzhi.scoring.workbook.view import View

Line = dict[str, Any]
Said = dict[str, dict[str, Any]]


def publications_of(cycle: Cycle) -> list[Publication]:
    """All editions, the newest first."""
    return list(Publication.objects.filter(cycle=cycle).select_related("made_by", "settlement"))


def plan_of(settlement: Settlement) -> tuple[list[Line], Said]:
    """What readers would see of everybody, and what the gate keeps of it for the next edition."""
    result = run(settlement)
    plain = View(result)
    digests = {person["code"]: _ballots(plain.figures(i)) for i, person in enumerate(plain.people)}
    view = View(result, earlier_of(settlement.cycle, digests))
    lines: list[Line] = []
    said: Said = {}
    for proposal in _proposals(settlement):
        i, code = proposal.place, proposal.reporter.code
        public = view.published[i]
        line = json.loads(json.dumps(asdict(public_line(view, i))))
        # The committee's grade, not the computed one; where the gate says none, none.
        line["grade"] = _grade(proposal) if public.grade or not proposal.grade else ""
        lines.append({**_who(proposal), **line})
        exact = view.step("composite", i)
        said[code] = {
            "composite": str(exact) if public.composite is not None else "",
            "decimals": public.decimals,
            "groups": [list(one) for one in public.groups],
            "counts": list(public.counts),
            "ballots": digests[code],
        }
    return lines, said


def earlier_of(cycle: Cycle, digests: dict[str, str]) -> dict[str, tuple[Earlier, ...]]:
    """What every edition so far said of each reporter, and whether the same ballots stood behind it."""
    found: dict[str, tuple[Earlier, ...]] = {}
    for edition in Publication.objects.filter(cycle=cycle).order_by("number"):
        for code, one in edition.said.items():
            earlier = Earlier(
                Fraction(one["composite"]) if one["composite"] else None,
                one["decimals"],
                tuple((form, group) for form, group in one["groups"]),
                tuple(one["counts"]),
                same_ballots=digests.get(code) == one["ballots"],
            )
            found[code] = (*found.get(code, ()), earlier)
    return found


def earlier_for(settlement: Settlement) -> dict[str, tuple[Earlier, ...]]:
    """The same for a settlement, as its workbook needs it."""
    view = View(run(settlement))
    digests = {person["code"]: _ballots(view.figures(i)) for i, person in enumerate(view.people)}
    return earlier_of(settlement.cycle, digests)


def table_of(lines: list[Line], grades: list[str], policy: Disclosure) -> dict[str, Any]:
    """The table of a page: reasons in its language, the grade's place for its colour, only columns with something.

    What the rulebook keeps from all alike is said once above the table, not in every line.
    """
    at = 0 if lang() == "zh" else 1
    common = [
        reason for reason in _reasons(lines) if all(reason in line["withheld"] for line in _judged(lines))
    ]
    rows = [
        {
            **line,
            "why": [reason[at] for reason in line["withheld"] if reason not in common],
            "order": grades.index(line["grade"]) + 1 if line["grade"] in grades else 0,
        }
        for line in lines
    ]
    columns = {name: any(line[name] for line in lines) for name in ("score", "rank", "figures", "votes")}
    return {"rows": rows, "columns": columns, "common": [reason[at] for reason in common], "policy": policy}


def held_back(said: Said, lines: list[Line]) -> dict[str, int]:
    """In numbers, for the office: scores with all decimals, coarser ones, and those that stay inside."""
    judged = [one for one, line in zip(said.values(), lines, strict=True) if not line["excluded"]]
    shown = [one["decimals"] for one in judged if one["composite"]]
    return {
        "shown": len(shown),
        "inside": len(judged) - len(shown),
        "whole": sum(places == 0 for places in shown),
    }


def _judged(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line["excluded"]]


def _reasons(lines: list[Line]) -> list[list[str]]:
    """Every reason once, in the order of the lines."""
    return [
        list(one) for one in dict.fromkeys(tuple(why) for line in _judged(lines) for why in line["withheld"])
    ]


def policy_of(cycle: Cycle) -> Disclosure:
    """The rulebook's rules of publication."""
    return rulebook_of(cycle).disclosure


def _proposals(settlement: Settlement) -> list[Proposal]:
    rows = Proposal.objects.filter(settlement=settlement)
    return list(rows.select_related("reporter", "decision").order_by("place"))


def _who(proposal: Proposal) -> Line:
    reporter = proposal.reporter
    return {
        "unit": reporter.organisation_name,
        "person": reporter.person_name,
        "category": reporter.category,
        "excluded": proposal.status == Status.EXCLUDED,
    }


def _grade(proposal: Proposal) -> str:
    return proposal.decision.grade if hasattr(proposal, "decision") else proposal.grade


def _ballots(figures: Figures) -> str:
    """A hash of all counted marks: by it an edition knows whether the same ballots stand behind the next one."""
    counts = [(group.form, group.group, group.rows) for group in figures.groups]
    return hashlib.sha256(json.dumps(counts, ensure_ascii=False).encode()).hexdigest()
