"""Every ready rulebook: its empty workbook, filled as an office would, settles, explains itself and is confirmed."""

from pathlib import Path

import openpyxl
import pytest

from shuzhi.scoring.cli import main
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tests.workbook.filling import fill

READY = sorted((Path(__file__).parents[4] / "rulebooks").glob("*/rulebook.yaml"))


@pytest.mark.parametrize("path", READY, ids=lambda path: path.parent.name)
def test_from_the_empty_workbook_to_the_recount(path, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SHUZHI_LANG", "zh")
    filled, result = fill(load(path), tmp_path / "填.xlsx"), tmp_path / "结果.xlsx"

    settled = main(["settle", str(filled), "--rulebook", str(path), "--out", str(result)])
    assert (settled, capsys.readouterr().err) == (0, "")
    english = main(
        ["settle", str(filled), "--rulebook", str(path), "--out", str(tmp_path / "r.xlsx"), "--lang", "en"]
    )
    assert english == 0
    capsys.readouterr()

    assert main(["recount", str(filled), "--rulebook", str(path), "--against", str(result)]) == 0
    assert main(["recount", str(filled), "--rulebook", str(path), "--against", str(tmp_path / "r.xlsx")]) == 0
    assert capsys.readouterr().out.splitlines() == ["复算 12 人，全部一致。"] * 2
    sheet = openpyxl.load_workbook(result, read_only=True)["结果与等次建议"]
    assert any("参加" in row for row in sheet.iter_rows(values_only=True))


def test_there_are_ready_rulebooks():
    assert len(READY) >= 10
