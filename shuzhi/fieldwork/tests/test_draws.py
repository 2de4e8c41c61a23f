"""A draw from its list to its visits: nobody knows early, everybody can check late."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork import actions, queries
from shuzhi.fieldwork.models import Draw, DrawHolder, Visit
from shuzhi.fieldwork.tests import factories
from shuzhi.fieldwork.tests.factories import on
from shuzhi.web.refusal import Refused

SCRIPT = Path(__file__).parent.parent / "static" / "fieldwork" / "verify_draw.py"


def verify(folder: Path, file: dict[str, object]) -> tuple[int, str]:
    path = folder / "draw.json"
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


def test_a_draw_is_sealed_opened_on_its_day_and_repeated_by_anyone(there, tmp_path):
    draw = factories.opened(there)

    units = queries.units_of(draw)
    file = queries.verification_file(draw)
    assert len(units) == 2
    assert {unit["code"] for unit in units} == set(draw.visits.values_list("organisation__code", flat=True))
    assert queries.checks_of(draw).all_hold
    assert verify(tmp_path, file)[0] == 0
    assert all(list(visit.team.all()) == [there.researcher] for visit in draw.visits.all())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda file: file["content"]["frame"].pop(),
        lambda file: file["content"]["frame"][0].__setitem__(0, "999"),
        lambda file: file["content"]["sizes"].__setitem__("街道", 1),
        lambda file: file["content"].__setitem__("beacon", "另一个数"),
        lambda file: file.__setitem__("beacon_value", "1"),
        lambda file: file["words"].reverse(),
        lambda file: file["drawn"].reverse(),
    ],
)
def test_whatever_is_changed_after_the_seal_is_found(there, tmp_path, tamper):
    file = json.loads(json.dumps(queries.verification_file(factories.opened(there))))

    tamper(file)

    assert verify(tmp_path, file)[0] == 1


def test_a_list_changed_in_the_database_after_the_seal_is_found(there):
    draw = factories.opened(there)

    Draw.objects.filter(pk=draw.pk).update(frame=draw.frame[:2])

    checks = queries.checks_of(Draw.objects.get(pk=draw.pk))
    assert (checks.seal, checks.words, checks.seed) == (False, True, True)


def test_the_server_does_not_keep_the_words_until_the_day(there):
    draw, words = factories.sealed(there)

    kept = json.dumps(list(DrawHolder.objects.values()), default=str) + json.dumps(
        list(Entry.objects.values("detail", "subject_text", "verb")), default=str
    )

    assert not any(word in kept for word in words)
    assert (draw.seed, draw.visits.count()) == ("", 0)


def test_neither_a_day_early_nor_with_a_wrong_word_nor_by_one_person(there):
    draw, words = factories.sealed(there)
    first, second = draw.holders.all()

    with pytest.raises(Refused, match="不能提前"):
        actions.enter_word(first, words[0], "123", actor=first.user)
    with on(draw.day):
        with pytest.raises(Refused, match="与领取的密语不符"):
            actions.enter_word(first, words[1], "123", actor=first.user)
        with pytest.raises(Refused, match="只能由"):
            actions.enter_word(second, words[1], "123", actor=first.user)
        actions.enter_word(first, words[0].lower().replace("-", " "), "123", actor=first.user)
    assert Draw.objects.get(pk=draw.pk).state == "sealed"


def test_two_numbers_that_differ_open_nothing_and_can_be_typed_again(there):
    draw, words = factories.sealed(there)
    first, second = draw.holders.all()

    with on(draw.day):
        actions.enter_word(first, words[0], "124", actor=first.user)
        with pytest.raises(Refused, match="公开数不同"):
            actions.enter_word(second, words[1], "123", actor=second.user)
        actions.enter_word(first, words[0], "123", actor=first.user)
        actions.enter_word(second, words[1], "123", actor=second.user)

    assert Draw.objects.get(pk=draw.pk).beacon_value == "123"


def test_a_unit_removed_after_the_seal_keeps_nobody_from_opening(there):
    gone = district.organisation(there.place.organiser, "9900", "撤销的街道", "township")
    draw, words = factories.sealed(there, frame=[[gone.code, gone.name, "街道"]], sizes={"街道": 1})
    gone.delete()

    with on(draw.day):
        for holder, word in zip(draw.holders.all(), words, strict=True):
            actions.enter_word(holder, word, "0308172226", actor=holder.user)

    stands = Draw.objects.get(pk=draw.pk)
    assert [unit["code"] for unit in queries.units_of(stands)] == ["9900"]
    assert (stands.visits.count(), queries.checks_of(stands).all_hold) == (0, True)


def test_after_its_last_day_a_draw_is_only_void(there):
    draw, words = factories.sealed(there)
    holder = draw.holders.first()

    with on(draw.until + timedelta(days=1)), pytest.raises(Refused, match="宣布作废"):
        actions.enter_word(holder, words[0], "123", actor=holder.user)
    actions.void_draw(draw, "持有人生病，密语遗失", actor=there.place.office)

    assert Draw.objects.get(pk=draw.pk).state == "void"


def test_sealed_is_what_is_whole(there):
    today = timezone.localdate()
    late = factories.draft(there, day=today, until=today)
    draw = factories.draft(there)

    with pytest.raises(Refused, match="在今天之后"):
        actions.seal_draw(late, actor=there.place.office)
    with pytest.raises(Refused, match="先领取密语"):
        actions.seal_draw(draw, actor=there.place.office)
    with pytest.raises(Refused, match="抽不出 9 个"):
        actions.change_draw(draw, frame=draw.frame, sizes={"街道": 9}, actor=there.place.office)
    with pytest.raises(Refused, match="重复"):
        actions.change_draw(draw, frame=draw.frame * 2, sizes={"街道": 2}, actor=there.place.office)


def test_nothing_changes_after_the_seal(there):
    draw, _words = factories.sealed(there)

    with pytest.raises(Refused, match="已封存"):
        actions.change_draw(draw, frame=draw.frame[:2], sizes={"街道": 1}, actor=there.place.office)
    with pytest.raises(Refused, match="已封存"):
        actions.take_word(draw.holders.first(), actor=there.place.office)


def test_two_people_keep_the_words_and_reviewed_people_do_not_go(there):
    office = there.place.office
    district.grant(there.place.secretaries[0], "researcher", there.place.organiser)

    with pytest.raises(Refused, match="两位不同的人"):
        factories.draft(there, holders=(office, office))
    with pytest.raises(Refused, match="述职人，不能参加"):
        factories.draft(there, team=[there.place.secretaries[0]])


PAGES = [
    "list-visits",
    "list-findings",
    "list-draws",
    "show-figures",
    "show-draw",
    "download-draw",
    "show-visit",
]


def pages_of(draw: Draw, name: str) -> list[str]:
    if name == "show-figures":
        return [reverse(f"fieldwork:{name}", args=[draw.cycle_id])]
    if name == "show-visit":
        return [reverse(f"fieldwork:{name}", args=[pk]) for pk in draw.visits.values_list("pk", flat=True)]
    keys = [draw.pk] if name in {"show-draw", "download-draw"} else []
    return [reverse(f"fieldwork:{name}", args=keys)]


def everybody(there) -> dict[str, object]:
    place = there.place
    return {
        "office": place.office, "secretary": place.secretary, "committee": place.committee,
        "neighbour": place.neighbour, "stranger": place.stranger, "reporter": place.secretaries[0],
        "staff": place.staff, "colleague": there.colleague, "discipline": there.discipline,
        "auditor": there.auditor, "team": there.researcher,
    }  # fmt: skip


def told(client, user, addresses: list[str], draw: Draw) -> list[str]:
    """Which drawn units, or the seed, any of these pages tells this person."""
    client.force_login(user)
    secrets = [draw.seed, *(unit["lot"][:16] for unit in queries.units_of(draw))]
    text = ""
    for address in addresses:
        answer = client.get(address)
        text += b"".join(answer).decode() if answer.streaming else answer.content.decode()
    return [secret for secret in secrets if secret and secret in text]


@pytest.mark.parametrize("name", PAGES)
def test_on_the_days_of_the_visits_the_team_alone_reads_what_was_drawn(client, there, name):
    draw = factories.opened(there)
    addresses = pages_of(draw, name)

    with on(draw.day):
        found = {role: told(client, user, addresses, draw) for role, user in everybody(there).items()}

    assert [role for role, secrets in found.items() if secrets and role != "team"] == []
    if name in {"show-draw", "download-draw"}:
        assert found["team"]


def test_drawn_visits_are_unknown_to_all_others_until_the_last_day_is_over(client, there):
    draw = factories.opened(there)
    keys = set(draw.visits.values_list("pk", flat=True))
    known = {}
    with on(draw.day):
        for role, user in everybody(there).items():
            known[role] = keys & set(queries.visits_for(user).values_list("pk", flat=True))
            client.force_login(user)
            statuses = {client.get(reverse("fieldwork:show-visit", args=[pk])).status_code for pk in keys}
            assert statuses == ({200} if role == "team" else {404})
    with on(draw.until + timedelta(days=1)):
        later = set(queries.visits_for(there.place.office).values_list("pk", flat=True))

    assert {role for role, visits in known.items() if visits} == {"team"}
    assert keys <= later


def test_the_log_tells_neither_units_nor_words_nor_seed(client, there):
    draw, words = factories.sealed(there)
    with on(draw.day):
        for holder, word in zip(draw.holders.all(), words, strict=True):
            actions.enter_word(holder, word, "77", actor=holder.user)
        visit = draw.visits.first()
        actions.write_finding(visit, "problem", factories.TEXT, actor=there.researcher)
        actions.record_visit(visit, actor=there.researcher, note="到现场")
    draw.refresh_from_db()

    rows = Entry.objects.filter(verb__regex="^(draw|visit|finding)[.]")
    text = json.dumps(list(rows.values("detail", "subject_text", "scope_path")), ensure_ascii=False)

    secrets = [draw.seed, *words, *(unit["name"] for unit in queries.units_of(draw)), factories.TEXT]
    assert rows.count() >= 8
    assert [secret for secret in secrets if secret in text] == []
    assert {row.scope_path for row in rows} == {there.place.organiser.path}


def test_afterwards_everybody_who_sees_the_cycle_checks_the_draw(client, there):
    draw = factories.opened(there)
    client.force_login(there.auditor)

    with on(draw.until + timedelta(days=1)):
        page = client.get(reverse("fieldwork:show-draw", args=[draw.pk]))
        file = client.get(reverse("fieldwork:download-draw", args=[draw.pk]))

    assert (page.status_code, file.status_code) == (200, 200)
    assert draw.seed in page.content.decode()
    assert file.json()["commitment"] == draw.commitment


def test_before_the_day_others_learn_the_seal_and_not_the_day(client, there):
    draw, _words = factories.sealed(there)
    client.force_login(there.place.secretaries[0])

    text = client.get(reverse("fieldwork:show-draw", args=[draw.pk])).content.decode()

    assert draw.commitment in text
    assert draw.salt not in text
    assert not any(street.name in text for street in there.place.streets[1:])
    assert f"{draw.day.month}月{draw.day.day}日" not in text


def test_the_salt_is_shown_to_nobody_before_the_end(client, there):
    draw, _words = factories.sealed(there)

    for user in everybody(there).values():
        client.force_login(user)
        assert draw.salt not in client.get(reverse("fieldwork:show-draw", args=[draw.pk])).content.decode()


def test_a_visit_that_was_drawn_is_not_changed_by_hand(there):
    draw = factories.opened(there)
    visit = Visit.objects.filter(draw=draw).first()

    with on(draw.until + timedelta(days=1)), pytest.raises(Refused, match="抽签产生"):
        actions.change_visit(visit, team=[there.colleague], actor=there.place.office)
