"""What the benchmark of the editor needs in the database: fifty writers, each with a report of 5,000 characters.

usage: python -m bench.editor_site WRITERS FILE   (the settings of the site come from the environment)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

LENGTH = 5_000
SENTENCE = "我到社区现场办公，推动老旧小区建立党组织，问题一件一件办结，群众看得见。"


def text_of(characters: int) -> str:
    """A text of so many characters, in lines of a paragraph's length."""
    words = (SENTENCE * (characters // len(SENTENCE) + 1))[:characters]
    return "\n".join(words[at : at + 180] for at in range(0, characters, 180))


def main(writers: int, target: Path) -> None:
    """Makes them through the product's own actions and writes down who sends what to where."""
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from shuzhi.cycles import actions as cycles
    from shuzhi.cycles.tests import factories
    from shuzhi.reports import actions

    place = factories.district()
    cycle = factories.prepared(place)
    streets = [
        factories.organisation(
            place.organiser, f"3702131{n:02}", f"第{n}街道", "township", "territorial_committee"
        )
        for n in range(writers)
    ]
    users = [factories.user(f"w{n}", f"书记{n}") for n in range(writers)]
    tenures = [
        factories.tenure(one, one.display_name, street) for one, street in zip(users, streets, strict=True)
    ]
    cycles.add_reporters(cycle, tenures, actor=place.office, category="街道", attributes={"片区": "东片"})
    cycles.open_cycle(cycle, actor=place.office)
    told = []
    for one in users:
        reporter = cycle.reporters.select_related("cycle", "tenure__organisation", "tenure__person").get(
            tenure__person__user=one
        )
        report = actions.begin_report(reporter, actor=one)
        third = text_of(LENGTH // 3)
        report = actions.save_draft(report, {row["key"]: third for row in report.sections}, {}, actor=one)
        session = SessionStore()
        session[SESSION_KEY] = str(one.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.create()
        told.append(
            {
                "user": one.pk,
                "reporter": reporter.pk,
                "session": session.session_key,
                "field": f"section-{report.sections[0]['key']}",
                "text": third,
                "base": report.marks[f"section-{report.sections[0]['key']}"]["n"],
            }
        )
    target.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
