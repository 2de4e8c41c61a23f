"""The export, its recount and the count sheet of one declared ballot."""

import hashlib
import json
import random

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from shuzhi.ballots import counting, proving
from shuzhi.ballots.export import text_of
from shuzhi.ballots.tests import factories
from shuzhi.documents import docx_of
from shuzhi.scoring import cli
from shuzhi.scoring.exported import Broken, check

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY


@pytest.fixture
def session(hall):
    """Twelve voters who are not of one mind, but small groups all the same."""
    return factories.declared(hall, [[0], [1]], KEY)


def full(session) -> str:
    return text_of(proving.export_of(session, public=False))


def mended(text: str) -> bytes:
    """The changed file with a last line that fits it again."""
    *rows, _end = text[:-1].split("\n")
    body = "".join(row + "\n" for row in rows)
    header = json.loads(rows[0])
    digest = hashlib.sha256(body.encode()).hexdigest()
    end = {"kind": "end", "lines": len(rows), "root": header["root"], "sha256": digest}
    return (body + json.dumps(end, sort_keys=True, separators=(",", ":")) + "\n").encode()


def test_the_export_is_confirmed_by_the_recount_and_every_change_of_a_byte_is_found(session):
    text = full(session)
    raw = text.encode()
    report = check(raw, root=session.closing.root)
    shares = [brought.words for _person, brought in factories.two_shares(session)]
    again = check(raw, shares=shares)

    assert (report.differs, report.missing, len(report.holds)) == ([], [], 6)
    assert ("开封的票与公布的逐份相同", "the opened ballots are the published ones") in again.holds
    assert text_of(proving.export_of(session, public=False)) == text

    rng = random.Random(2026)
    found = 0
    for _trial in range(1000):
        at = rng.randrange(len(raw))
        touched = bytearray(raw)
        touched[at] ^= rng.randrange(1, 256)
        try:
            check(bytes(touched))
        except Broken:
            found += 1
    assert found == 1000


CHANGES = [
    ('"kind":"sealed"', None, "number of sealed ballots"),
    ('"returned":4,"spoiled":0', '"returned":3,"spoiled":1', "returned is not"),
    ('"spoiled":0,"unused":0', '"spoiled":0,"unused":1', "issued is not"),
    ('"marks":[0]', '"marks":[0,0]', "not of this form"),
    ('"marks":[0]', '"marks":[1]', "not sorted"),
    ('"marks":[0]', '"marks":[false]', "not in the form"),
    ('"marks":[0]', '"marks":[0.0]', "not in the form"),
    ('"marks":[0]', '"marks":0', "not in the form"),
    ('"rows":[', '"rows":[7,', "not in the form"),
    ('"kind":"receipt"', None, "receipts are not one"),
    ('"fingerprint":"', '"fingerprint":"1', "fingerprint"),
    ('{"hash":"', '{"hash":"0', "does not have its hash"),
    ('"edition":"full"', '"edition":"public"', "no opened ballots"),
    ('"kind":"account","returned":3', '"kind":"account", "returned":3', "not in the form"),
    ('"options":["好","较好"', '"options":["较好","好"', "what the rulebook says"),
]


def changed(text: str, before: str, after: str | None) -> str:
    assert before in text
    if after is not None:
        return text.replace(before, after, 1)
    rows = text.splitlines(keepends=True)
    rows.remove(next(row for row in rows if before in row))
    return "".join(rows)


def test_a_change_that_mends_the_hash_is_found_by_what_it_breaks(session):
    text = full(session)

    for before, after, why in CHANGES:
        with pytest.raises(Broken, match=why):
            check(mended(changed(text, before, after)))
    with pytest.raises(Broken, match="published on paper"):
        check(text.encode(), root="0" * 64)


def test_a_forged_result_or_ballot_differs_from_what_is_recounted(session):
    rows = full(session).splitlines(keepends=True)
    at = next(n for n, row in enumerate(rows) if '"kind":"result"' in row)
    result = json.loads(rows[at])
    forged = json.dumps({**result, "value": "1"}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    other = "".join([*rows[:at], forged + "\n", *rows[at + 1 :]])

    assert [said[1] for said in check(mended(other)).differs] == [
        f"{result['reporter']} {result['component']}: published 1, recounted {result['value']}"
    ]


def test_small_groups_keep_the_openings_out_of_the_public_edition(session):
    text = text_of(proving.export_of(session, public=True))

    report = check(text.encode())

    assert ('"kind":"opening"' in text, '"kind":"result"' in text, report.differs) == (False, False, [])
    assert ("陈一舟" in text, len(report.missing)) == (True, 1)
    assert len([row for row in text.splitlines() if '"kind":"receipt"' in row]) == 12


def test_the_command_line_says_the_same(session, tmp_path, capsys):
    path, first, second = (tmp_path / name for name in ("export.jsonl", "one.txt", "two.txt"))
    path.write_text(full(session), encoding="utf-8", newline="")
    for file, (_person, brought) in zip((first, second), factories.two_shares(session), strict=True):
        file.write_text(brought.words, encoding="utf-8")
    command = ["recount", str(path), "--lang", "en", "--root", session.closing.root]

    assert cli.main([*command, "--shares", str(first), str(second)]) == 0
    assert f"all confirmed, root {session.closing.root}" in capsys.readouterr().out
    path.write_text(full(session).replace("好", "差"), encoding="utf-8", newline="")
    assert cli.main(command) == 1
    assert "✗ The hash of the file differs" in capsys.readouterr().out
    assert cli.main([*command, "--rulebook", str(path)]) == 2


def test_one_function_feeds_screen_workbook_and_paper(client, hall, session):
    with override("en"):
        sheet = proving.count_sheet_of(session)
        headings, rows = proving.count_rows(sheet)
        paper = docx_of(proving.count_paper(sheet))
    client.force_login(hall.office)
    screen = client.get(reverse("ballots:count-sheet", args=[session.pk]))
    files = [
        client.get(reverse("ballots:make-count-sheet", args=[session.pk, kind]))
        for kind in ("xlsx", "docx", "pdf")
    ]

    assert [(g.group, g.issued, g.returned, g.valid, g.invalid) for g in sheet.groups] == [
        ("A", 3, 3, 3, 0),
        ("B", 4, 4, 4, 0),
        ("C", 5, 5, 5, 0),
    ]
    assert (len(headings), len(rows), len(paper) > 5000) == (11, 2 * 4 * 5, True)
    assert [one.status_code for one in [screen, *files]] == [200] * 4
    scores = {code: value for code, ((_path, value),) in sheet.scores.items()}
    assert [value in screen.text for value in scores.values()] == [True, True]
    assert len(set(scores.values())) == 2


def test_receipts_are_for_the_whole_hall_and_no_code_stands_in_an_address(client, hall, session):
    codes = counting.receipts(session.box_form)
    address = reverse("ballots:show-receipts", args=[session.box_form])

    listed = client.get(address)
    there = client.post(address, {"code": f"{codes[0][:5].lower()}-{codes[0][5:]}"})
    missing = client.post(address, {"code": "2222222222"})
    public = client.get(reverse("ballots:export-public", args=[session.box_form]))
    nobody = client.get(reverse("ballots:export-all", args=[session.pk]))

    assert [code for code in codes if code not in listed.text] == []
    assert ("notice-success" in there.text, "notice-warning" in missing.text) == (True, True)
    assert (public.status_code, b'"edition":"public"' in public.content) == (200, True)
    assert nobody.status_code == 302
    client.force_login(hall.place.secretaries[0])
    assert client.get(reverse("ballots:export-all", args=[session.pk])).status_code == 403


def test_nothing_is_published_before_its_time(client, hall):
    session = factories.closed(hall, [[0], [1]], KEY)

    receipts = client.get(reverse("ballots:show-receipts", args=[session.box_form]))
    client.force_login(hall.office)
    closing = client.get(reverse("ballots:show-closing", args=[session.pk]))
    paper = client.get(reverse("ballots:make-closing", args=[session.pk, "pdf"]))
    export = client.get(reverse("ballots:export-all", args=[session.pk]))

    assert [one.status_code for one in (receipts, closing, paper, export)] == [409, 200, 200, 409]
    assert session.closing.short in closing.text
