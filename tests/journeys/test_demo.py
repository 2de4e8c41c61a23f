"""`make demo` as its command sees it: a whole year, its files, a second start, and a start after a kill."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.site import ROOT

pytestmark = pytest.mark.journey

BALLOT = "ballot-民主测评"
PAPERS = ("attendance", "host-script", "meeting-plan", f"{BALLOT}-closing", f"{BALLOT}-count-sheet")
FILES = {
    "draw-words.txt",
    "evidence-filled.xlsx",
    "result.xlsx",
    "rulebook-explained.en.md",
    "rulebook-explained.zh.md",
    "rulebook.yaml",
    "sign-ins.txt",
    "summary.json",
    "workbook-empty.xlsx",
    f"{BALLOT}-full.jsonl",
    f"{BALLOT}-paper-B-invented-pen-scan.pdf",
    f"{BALLOT}-paper-B-printed-declared-worthless.pdf",
    f"{BALLOT}-public.jsonl",
    f"{BALLOT}-recount.txt",
    f"{BALLOT}-slips-A-declared-worthless.pdf",
    *(f"{name}.{kind}" for name in PAPERS for kind in ("docx", "pdf")),
}
CHANNELS = {
    "phone": {"printed": 145, "issued": 143, "returned": 139, "spoiled": 1, "unused": 3},
    "paper": {"printed": 8, "issued": 8, "returned": 8, "spoiled": 0, "unused": 0},
    "remote": {"printed": 2, "issued": 2, "returned": 2, "spoiled": 0, "unused": 0},
}


def environment(folder: Path) -> dict[str, str]:
    urls = ("SHUZHI_DATABASE_URL", "SHUZHI_BOX_URL")
    kept = {name: value for name, value in os.environ.items() if name not in urls}
    return {**kept, "SHUZHI_VAR": str(folder / "var"), "SHUZHI_DEMO": "1", "SERVE": "0"}


def manage(folder: Path, *arguments: str, serve: str = "0") -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment(folder), "SERVE": serve},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def demo(folder: Path, *more: str) -> str:
    process = manage(folder, "demo", "--output", str(folder / "out"), *more)
    said, _nothing = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for database in ("default", "box"):
        assert manage(folder, "migrate", "--database", database, "--verbosity", "0").wait(120) == 0
    return folder


def test_a_demo_that_was_killed_is_made_anew_and_proves_itself(folder: Path) -> None:
    killed = manage(folder, "demo", "--output", str(folder / "out"))
    time.sleep(9)
    killed.kill()
    killed.wait()
    assert not (folder / "out" / "sign-ins.txt").exists()

    said = demo(folder)

    assert {path.name for path in (folder / "out").iterdir()} == FILES
    assert "重算 21 人完全一致，日志链完整" in said
    summary = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["reporters"], summary["invented"]) == (21, True)
    assert summary["ballots"] == {"民主测评": CHANNELS}
    assert "24 页识读，8 套入箱，2 行存疑由两人认定，其中 1 行共同复看" in said
    assert set(summary["grades"].values()) == {"好", "较好", "一般", "差", ""}


def test_its_result_opens_with_every_sheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "out" / "result.xlsx")

    assert book.sheetnames == [
        "结果与等次建议",
        "待定同分",
        "计算过程",
        "测评统计表",
        "公开版",
        "图表",
        "说明",
    ]


def test_a_taken_port_is_said_before_the_year_is_made(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = manage(folder, "demo", "--output", str(folder / "none"), "--port", port, serve="1")
        said, _nothing = process.communicate(timeout=60)

    assert (process.returncode, (folder / "none").exists()) == (1, False)
    assert f"{port}" in said


def test_a_second_start_keeps_the_year(folder: Path) -> None:
    before = (folder / "out" / "sign-ins.txt").read_text(encoding="utf-8")

    said = demo(folder)

    assert "演示年度已经在库中" in said
    assert before in said


def test_the_sign_ins_name_the_port_on_which_the_site_is_served(folder: Path) -> None:
    file = folder / "out" / "sign-ins.txt"
    before = file.read_text(encoding="utf-8")

    said = demo(folder, "--port", "8920")

    after = file.read_text(encoding="utf-8")
    assert after == before.replace("http://127.0.0.1:8000/", "http://127.0.0.1:8920/") != before
    assert (after in said, file.stat().st_mode & 0o777) == (True, 0o600)
