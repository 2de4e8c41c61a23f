"""The export of a declared ballot, in the edition for whoever checks it and in the one for everybody."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from shuzhi.ballots import counting, issuing
from shuzhi.ballots.export import FULL, PUBLIC, Account, Export, Result
from shuzhi.ballots.models.keys import BallotKey, Closing
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.proving.values import refuse_openings, traits_of, values_of, view_of
from shuzhi.scoring.disclosure import Words


def export_of(session: BallotSession, *, public: bool) -> Export:
    """Everything by which the count can be repeated; for everybody only what the small groups allow.

    Where the opened ballots are withheld, so is what follows from them; sealed list, root, account and receipts
    stay, and the file says what is missing and why.
    """
    view = view_of(session)
    why = refuse_openings(view) if public else None
    bare = _bare(session, PUBLIC if why else FULL, (why,) if why else ())
    if why:
        return Export(**bare)
    values = values_of(session, view).items()
    bare["reporters"] = [
        {name: value for name, value in one.items() if name != "form"} for one in traits_of(session)
    ]
    bare["openings"] = [tuple(one) for one in counting.openings(session.box_form)]
    bare["results"] = [
        Result(code, path, None if value is None else str(value)) for (code, path), value in values
    ]
    return Export(**bare)


def _bare(session: BallotSession, edition: str, withheld: Sequence[Words]) -> dict[str, Any]:
    key = BallotKey.objects.get(session=session)
    closing = Closing.objects.get(session=session)
    cycle = session.meeting.cycle
    return {
        "edition": edition,
        "meeting": {
            "title": session.meeting.title,
            "date": session.meeting.date.isoformat(),
            "place": session.meeting.place,
            "organiser": cycle.organiser.name,
        },
        "sheet": asdict(issuing.sheet_of(session.box_form)),
        "box_form": session.box_form,
        "public": key.public,
        "fingerprint": key.fingerprint,
        "root": closing.root,
        "rulebook": cycle.rulebook_text,
        "rulebook_hash": cycle.rulebook_hash,
        "account": [_account(issue) for issue in session.issues.all() if issue.in_use],
        "marks": [tuple(line) for line in closing.marks],
        "sealed": [tuple(line) for line in counting.sealed_list(session.box_form)],
        "receipts": counting.receipts(session.box_form),
        "withheld": withheld,
    }


def _account(issue: SlipIssue) -> Account:
    return Account(
        issue.group,
        issue.channel,
        issue.issued or 0,
        issue.returned or 0,
        issue.spoiled,
        issue.unused or 0,
    )
