"""A box and a real door for the tests: the same tables, the same process as in a hall."""

import contextlib
import http.client
import importlib
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from shuzhi.ballots import sealing
from shuzhi.ballots.codes import mark_of, new_code
from shuzhi.ballots.sheet import BoxState, Channel, Sheet, SheetGroup, SheetReporter, SheetRow

KEY = "a key that is in no database, long enough"
ROOT = Path(__file__).resolve().parents[3]
TABLES = importlib.import_module("shuzhi.ballots.migrations.0007_sealed_box").TABLES


def numbered_sheet() -> Sheet:
    """One reporter, marked 0 to 3999: a ballot's mark tells the tests which slip it came from."""
    return Sheet(
        title="测试",
        form="测试票",
        reporters=(SheetReporter("01", "张三", "某街道"),),
        rows=(SheetRow("总体评价", low="0", high="3999", step="1"),),
        groups=(SheetGroup("A", "A票"), SheetGroup("B", "B票")),
    )


def hall_sheet(reporters: int = 14, rows: int = 3) -> Sheet:
    options = ("好", "较好", "一般", "差", "不了解")
    return Sheet(
        title="2026年度述职评议测评票",
        form="现场测评",
        reporters=tuple(
            SheetReporter(f"{n:02}", f"述职人{n}", f"第{n}街道党工委", "书记")
            for n in range(1, reporters + 1)
        ),
        rows=tuple(SheetRow(f"第{n}项", options) for n in range(1, rows + 1)),
        groups=(SheetGroup("A", "领导班子成员"),),
    )


class Bench:
    """A box at `url` with the tables of the migration."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.pair = sealing.new_pair()
        self.connect()
        for name, columns in TABLES.items():
            tail = " WITHOUT ROWID" if self.sqlite else ""
            self.db.execute(f"DROP TABLE IF EXISTS {name}")
            self.db.execute(f"CREATE TABLE {name} ({columns}){tail}")
            if name == "ballots_sealedballot" and not self.sqlite:
                self.db.execute(f"ALTER TABLE {name} ALTER COLUMN sealed SET STORAGE PLAIN")
        if self.sqlite:
            self.db.execute("PRAGMA journal_mode=WAL")

    def connect(self) -> None:
        self.db: Any = (
            sqlite3.connect(self.url.removeprefix("sqlite://"), isolation_level=None, timeout=20)
            if self.sqlite
            else psycopg.connect(self.url, autocommit=True)
        )

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        found = self.db.execute(sql if self.sqlite else sql.replace("?", "%s"), values)
        return found.fetchall() if found.description else []

    def add_form(
        self,
        sheet: Sheet,
        slips: Mapping[str, int],
        state: str = BoxState.OPEN,
        channel: str = Channel.PHONE,
    ) -> list[str]:
        """A form with its slips and blank rows, as `issuing` writes them; the codes."""
        form = secrets.token_hex(16)
        values = (form, sheet.to_text(), str(state), self.pair.public, "")
        self.run("INSERT INTO ballots_boxform VALUES (?, ?, ?, ?, ?)", *values)
        codes = [(group, new_code()) for group, count in slips.items() for _ in range(count)]
        blanks = sorted((secrets.token_hex(16), group) for group, _code in codes)
        self.db.execute("BEGIN")
        for group, code in codes:
            values = (mark_of(code, KEY), form, group, str(channel), "fresh", "0" * 64)
            self.run("INSERT INTO ballots_slip VALUES (?, ?, ?, ?, ?, ?)", *values)
        for row, group in blanks:
            self.run(
                "INSERT INTO ballots_sealedballot VALUES (?, ?, ?, ?, ?)",
                row,
                form,
                group,
                False,
                sealing.blank(len(sheet.blank)),
            )
        self.db.execute("COMMIT")
        return [code for _group, code in codes]

    def set_state(self, state: str) -> None:
        self.run("UPDATE ballots_boxform SET state = ?", str(state))

    def marks(self, sheet: Sheet) -> list[int | None]:
        """The first mark of every ballot in the box, in the order in which the database gives them."""
        return [sheet.read(found.choices)[0][0] for found in self.contents(sheet)]

    def contents(self, sheet: Sheet, form: str = "") -> list[sealing.Contents]:
        """What every ballot in the box holds, as only the private key tells."""
        rows = self.run(
            "SELECT sealed FROM ballots_sealedballot WHERE filled AND (form = ? OR ? = '')", form, form
        )
        return [self.read(sheet, sealed) for (sealed,) in rows]

    def read(self, sheet: Sheet, sealed: str) -> sealing.Contents:
        return sealing.read_contents(sealing.unseal(self.pair.private, sealed), len(sheet.blank))

    def spent(self) -> int:
        return self.run("SELECT count(*) FROM ballots_slip WHERE state = 'spent'")[0][0]

    def close(self) -> None:
        self.db.close()


class DoorProcess:
    """The real door on a free port."""

    def __init__(self, url: str) -> None:
        self.url = url
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.output = Path(tempfile.gettempdir()) / f"door-{self.port}.log"

    def start(self) -> "DoorProcess":
        environment = {**os.environ, "SHUZHI_BOX_URL": self.url, "SHUZHI_SLIP_KEY": KEY}
        arguments = [
            "--factory",
            "shuzhi.ballots.door.app:create",
            "--port",
            str(self.port),
            "--no-access-log",
        ]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", *arguments, "--log-level", "info"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )
        for _ in range(400):
            with contextlib.suppress(OSError):
                if self.get("/alive")[0] == 200:
                    return self
            time.sleep(0.025)
        raise AssertionError(self.output.read_text())

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> str:
        """Ends the door in order; everything it ever wrote to its log."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
        text = self.output.read_text()
        self.output.unlink()
        return text

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        return self.ask("GET", path)

    def cast(self, code: str, choices: Any, nonce: str | None = None) -> str:
        """The outcome of one press."""
        return self.press(code, choices, nonce)["outcome"]

    def press(self, code: str, choices: Any, nonce: str | None = None) -> dict[str, str]:
        """Everything that one press is answered."""
        body = json.dumps({"code": code, "nonce": nonce or secrets.token_hex(16), "choices": choices})
        answer: dict[str, str] = json.loads(self.ask("POST", "/cast", body.encode())[2])
        return answer
