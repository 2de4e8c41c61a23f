"""Auditors read what stands of a ballot once it has ended, within their scope, and change nothing of it."""

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from shuzhi.ballots import actions, queries, rules
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories
from shuzhi.ballots.urls import urlpatterns
from shuzhi.cycles.tests.factories import grant, user

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY
READ = ["show-session", "slip-desk", "show-closing", "count-sheet", "export-all"]
FOR_OTHERS = ["print-slips", "account-slips", "show-roll", "show-paper", "answer-doubts", "open-session"]
# Pages whose address names a person's own things, a public list, or the meeting instead of a ballot.
NOT_OF_A_SESSION = {
    "list-sessions",
    "my-entitlements",
    "panel",
    "prepare-session",
    "wall",
    "discard-rehearsal",
}


@pytest.fixture
def auditor(hall):
    made = user("auditor", "审计 严谨")
    grant(made, "auditor", hall.place.organiser)
    return made


def read(client, person, session) -> dict[str, int]:
    client.force_login(person)
    return {name: client.get(reverse(f"ballots:{name}", args=[session.pk])).status_code for name in READ}


def test_an_auditor_reads_account_publication_count_export_and_history_of_a_declared_ballot(
    client, hall, auditor
):
    session = factories.declared(hall, [[0], [1]], KEY)

    statuses = read(client, auditor, session)
    shown = client.get(reverse("ballots:show-session", args=[session.pk])).text
    listed = client.get(reverse("ballots:list-sessions")).text
    export = client.get(reverse("ballots:export-all", args=[session.pk]))

    assert statuses == dict.fromkeys(READ, 200)
    assert b'"edition":"full"' in export.content
    assert ("宣布了测评结果" in shown, reverse("audit:list-entries") in shown) == (True, True)
    assert reverse("ballots:show-session", args=[session.pk]) in listed
    # No way leads to a meeting that an auditor does not see.
    meeting = reverse("meetings:show-meeting", args=[session.meeting_id])
    assert (meeting in shown, meeting in listed) == (False, False)


def test_nothing_is_shown_before_the_end_and_no_mark_before_the_declaration(client, hall, auditor):
    session = factories.prepared(hall)
    slips = factories.printed(hall, session)
    prepared = read(client, auditor, session)
    actions.open_session(session, actor=hall.office)
    running = read(client, auditor, session)
    for slip in slips:
        factories.cast(slip.code, [[0], [1]], KEY)
    listed_early = list(queries.sessions_for(auditor))
    actions.close_session(session, actor=hall.office)
    closed = read(client, auditor, session)

    assert (prepared, running, listed_early) == (dict.fromkeys(READ, 404), dict.fromkeys(READ, 404), [])
    assert closed == {
        "show-session": 200,
        "slip-desk": 200,
        "show-closing": 200,
        "count-sheet": 409,
        "export-all": 409,
    }


def test_an_auditor_of_another_place_or_year_finds_nothing(client, hall):
    session = factories.declared(hall, [[0], [1]], KEY)
    elsewhere, year_before, once = (user(f"auditor{n}", "审计") for n in range(3))
    grant(elsewhere, "auditor", hall.place.elsewhere)
    grant(year_before, "auditor", hall.place.organiser).__class__.objects.filter(user=year_before).update(
        cycle_id=session.meeting.cycle_id + 1
    )
    grant(once, "auditor", hall.place.organiser, session.meeting.cycle)

    assert [read(client, person, session)["count-sheet"] for person in (elsewhere, year_before, once)] == [
        404,
        404,
        200,
    ]


def test_an_auditor_presses_nothing(client, hall, auditor):
    session = factories.closed(hall, [[0], [1]], KEY)
    before = rows()
    client.force_login(auditor)

    pages = [client.get(reverse(f"ballots:{name}", args=[session.pk])) for name in READ[:3]]
    refused = [client.get(reverse(f"ballots:{name}", args=[session.pk])).status_code for name in FOR_OTHERS]
    sent = {address: client.post(address).status_code for address in addresses_of(session)}

    main = [page.text.split("<main")[1].split("</main>")[0] for page in pages]
    assert ["<form" in text or "disabled" in text for text in main] == [False] * 3
    assert refused == [403] * len(FOR_OTHERS)
    assert {address: status for address, status in sent.items() if status not in {403, 404, 405, 422}} == {}
    assert (len(sent) > 25, rows()) == (True, before)


def test_whoever_was_rated_audits_no_ballot_of_the_own(client, hall):
    session = factories.declared(hall, [[0], [1]], KEY)
    rated = hall.place.secretaries[0]
    grant(rated, "auditor", hall.place.organiser)

    assert rules.may_export_all(rated, session).status == 403
    assert read(client, rated, session)["count-sheet"] == 403


def test_a_rehearsal_is_nothing_to_audit(hall, auditor):
    session = factories.closed(hall, [[0], [1]], KEY)
    seen = list(queries.sessions_for(auditor))
    hall.meeting.__class__.objects.update(rehearsal=True)

    assert (seen, list(queries.sessions_for(auditor))) == ([session], [])


def addresses_of(session: BallotSession) -> list[str]:
    """Every address that a ballot has, with any record behind it."""
    numbers = {"entry_pk": 1, "batch_pk": 1, "set_pk": 1, "issue_pk": session.issues.first().pk, "place": 1}
    found = []
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        if "pk" in wanted and pattern.name not in NOT_OF_A_SESSION:
            values = {name: numbers.get(name, "pdf") for name in wanted if name != "pk"}
            found.append(reverse(f"ballots:{pattern.name}", kwargs={"pk": session.pk, **values}))
    return found


def rows() -> dict[str, list[object]]:
    """All that this step keeps, in both databases."""
    models = list(apps.get_app_config("ballots").get_models())
    return {model.__name__: sorted(map(repr, model._base_manager.values_list())) for model in models}
