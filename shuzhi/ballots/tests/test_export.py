"""The export as text, without a database: one form, and a root that two programs compute alike."""

import time
from dataclasses import replace

import pytest

from shuzhi.ballots import sealing
from shuzhi.ballots.export import PUBLIC, Account, Export, text_of
from shuzhi.scoring import cli
from shuzhi.scoring.exported import BadRoot, Broken, check
from shuzhi.scoring.exported.sealed import root_of

PAIR = sealing.new_pair()
SHEET = {
    "title": "评议会",
    "form": "测评票",
    "reporters": [{"code": "1", "name": "甲", "unit": "一", "post": ""}],
    "rows": [{"name": "总体", "options": ["好", "差"], "low": "", "high": "", "step": ""}],
    "groups": [{"name": "A", "label": "A"}],
}


def export_with(ballots: int) -> Export:
    """A public edition of so many ballots, every second one 好."""
    lines = []
    receipts = [f"{number:010}" for number in range(ballots)]
    for number, receipt in enumerate(receipts):
        plain = sealing.contents_of(f"00{1 + number % 2}", receipt, form="f", group="A", key="k")
        lines.append((f"{number:032x}", "A", sealing.seal(PAIR.public, plain)))
    return Export(
        edition=PUBLIC,
        meeting={"title": "评议会", "date": "2026-12-28", "place": "", "organiser": "区委"},
        sheet=SHEET,
        box_form="f",
        public=PAIR.public,
        fingerprint=sealing.fingerprint(PAIR.public),
        root=sealing.root_of(sealing.leaf(*line) for line in sorted(lines)),
        rulebook="title: x\n",
        rulebook_hash="0",
        account=[Account("A", "phone", ballots + 1, ballots, 1, 0)],
        marks=[("A", "phone", ballots)] if ballots else [],
        sealed=lines,
        receipts=receipts,
        withheld=[("票类小", "a small group")],
    )


@pytest.mark.parametrize("ballots", [0, 1, 2, 3, 5, 8, 13])
def test_two_programs_find_the_same_root_and_open_the_same_ballots(ballots):
    export = export_with(ballots)
    lines = [{"id": key, "group": group, "sealed": sealed} for key, group, sealed in export.sealed]

    report = check(text_of(export).encode(), root=export.root, shares=sealing.split(PAIR.private)[:2])

    assert root_of(lines) == export.root
    assert [said[1] for said in report.missing] == ["a small group"]
    assert len(report.holds) == 5


def test_the_root_may_be_what_was_read_aloud_and_the_answer_says_how_much_was_compared():
    export = export_with(3)
    raw, root = text_of(export).encode(), export.root
    aloud = " ".join(root[at : at + 4].upper() for at in range(0, 16, 4))

    said = [check(raw, root=typed).holds[-3] for typed in (aloud, root[:16], root[:40].upper(), root)]

    assert [en for _zh, en in said] == [
        f"the root is the one on paper ({count} of 64 signs compared)" for count in (16, 16, 40, 64)
    ]
    assert said[0][0] == "与纸上公布的根值一致（比对 64 位中的前 16 位）"
    with pytest.raises(Broken, match="not the root that was published"):
        check(raw, root=f"{int(root[:16], 16) ^ 1:016x}")


@pytest.mark.parametrize("typed", ["1805 9A81", "18059a815c69762", "1805 9A81 5C69 762G", "0" * 65, "  "])
def test_what_is_no_root_is_refused_without_a_word_about_the_file(typed, tmp_path, capsys):
    path = tmp_path / "export.jsonl"
    path.write_bytes(text_of(export_with(2)).encode())

    with pytest.raises(BadRoot, match="first 16 to 64 signs"):
        check(path.read_bytes(), root=typed)
    assert cli.main(["recount", str(path), "--lang", "en", "--root", typed]) == 2
    assert capsys.readouterr().out == ""


def test_the_order_in_which_things_were_handed_over_changes_no_byte():
    export = export_with(9)

    turned = replace(export, sealed=export.sealed[::-1], receipts=export.receipts[::-1])

    assert text_of(turned) == text_of(export)


def test_shares_of_another_key_and_exchanged_receipts_are_found():
    export = export_with(4)
    strange = replace(export, receipts=[*export.receipts[:-1], "9" * 10])

    with pytest.raises(Broken, match="not those of this ballot"):
        check(text_of(export).encode(), shares=sealing.split(sealing.new_pair().private)[:2])
    with pytest.raises(Broken, match="not the published ones"):
        check(text_of(strange).encode(), shares=sealing.split(PAIR.private)[:2])


def test_a_small_export_is_checked_quickly():
    raw = text_of(export_with(30)).encode()
    best = min(_seconds(raw) for _ in range(5))

    assert best < 0.2


def _seconds(raw: bytes) -> float:
    start = time.perf_counter()
    check(raw)
    return time.perf_counter() - start
