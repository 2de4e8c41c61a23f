"""A laptop that dies in the middle of a ballot: killed without a word, continued from its copy on another one."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from shuzhi.ballots.tests.bench import KEY, ROOT, Bench, DoorProcess, numbered_sheet
from shuzhi.ballots.tests.kills import SECOND, Voters

PASSPHRASE = "a passphrase for the stick"
PATIENCE = 180


class Laptop(DoorProcess):
    """`shuzhi hall` as an office starts it; phones reach it at the same ports as the laptop before it."""

    def __init__(self, folder: Path, port: int, door_port: int) -> None:
        self.folder, self.site_port, self.port = folder, port, door_port
        self.url = f"sqlite://{folder}/box.sqlite3"
        self.process = None
        self.output = folder.with_suffix(".log")

    def run(self, *arguments: str) -> None:
        """Starts, and returns when both the site and the door answer."""
        environment = {**os.environ, "SHUZHI_COPY_PASSPHRASE": PASSPHRASE}
        ports = ["--host", "127.0.0.1", "--port", str(self.site_port), "--door-port", str(self.port)]
        command = [sys.executable, "-m", "shuzhi.project.command", "hall", "--folder", str(self.folder)]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *ports, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        while "Ctrl-C" not in self.output.read_text():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(self.output.read_text())
            time.sleep(0.1)

    def kill(self) -> None:
        """Every process at once, as when the battery is taken out."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> str:
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        return self.output.read_text()

    def note(self, text: str) -> None:
        """Something in the named database, as an action would leave it."""
        with contextlib.closing(sqlite3.connect(self.folder / "shuzhi.sqlite3", timeout=20)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS noted (text)")
            db.execute("INSERT INTO noted VALUES (?)", (text,))

    def noted(self) -> list[str]:
        with contextlib.closing(sqlite3.connect(self.folder / "shuzhi.sqlite3", timeout=20)) as db:
            return [text for (text,) in db.execute("SELECT text FROM noted ORDER BY rowid")]


@dataclass(slots=True)
class Report:
    laptops: int = 0
    told: Counter[str] = field(default_factory=Counter)
    in_box: int = 0
    spent: int = 0
    lost: int = 0
    doubled: int = 0
    unasked: int = 0
    notes_lost: int = 0

    @property
    def is_sound(self) -> bool:
        wrong = self.lost or self.doubled or self.unasked or self.notes_lost
        return not wrong and self.spent == self.in_box


def play(folder: Path, deaths: int, *, slips: int, ready: dict[str, bytes] | None = None) -> Report:
    """`deaths` laptops die one after the other; each next one has only the copy of the one before.

    `ready` are databases with their tables, by the names of their files, for whoever has them at hand.
    """
    ports = free_port(), free_port()
    laptop = Laptop(folder / "laptop-0", *ports)
    secret = laptop.folder / "secrets" / "shuzhi_slip_key"
    secret.parent.mkdir(parents=True)
    secret.write_text(KEY)
    for name, image in (ready or {}).items():
        (laptop.folder / name).write_bytes(image)
    bench = Bench(f"sqlite://{folder}/model.sqlite3")
    bench.db.close()
    laptop.run("--copy", str(folder / "stick-0"))
    bench.url = laptop.url
    bench.connect()
    codes = bench.add_form(numbered_sheet(), {"A": slips // 2, "B": slips - slips // 2})
    bench.db.close()
    voters = Voters(laptop, codes, pause=0.2)
    report, notes = Report(laptops=1), []
    for death in range(1, deaths + 1):
        time.sleep(0.2 + secrets.randbelow(1000) / 1000)
        notes.append(secrets.token_hex(4))
        laptop.note(notes[-1])
        # What was pressed a second ago is on the other medium; ballots are there when they are accepted.
        time.sleep(1.0 + 0.5 * secrets.randbelow(1000) / 1000)
        laptop.kill()
        shutil.rmtree(laptop.folder)
        laptop = Laptop(folder / f"laptop-{death}", *ports)
        stick = folder / f"stick-{death}"
        laptop.run("--from", str(folder / f"stick-{death - 1}"), "--copy", str(stick))
        report.laptops += 1
    for thread in voters.threads:
        thread.join()
    report.notes_lost = len(set(notes) - set(laptop.noted()))
    laptop.stop()
    bench.url = laptop.url
    bench.connect()
    _compare(report, bench, voters)
    return report


def _compare(report: Report, bench: Bench, voters: Voters) -> None:
    counted = Counter(bench.marks(numbered_sheet()))
    said = {number + SECOND * phone: outcome for (number, phone), outcome in voters.outcomes.items()}
    report.told = Counter(said.values())
    report.in_box, report.spent = counted.total(), bench.spent()
    report.lost = sum(outcome == "accepted" and mark not in counted for mark, outcome in said.items())
    slips: Counter[int] = Counter(mark % SECOND for mark in counted.elements() if mark is not None)
    report.doubled = sum(count - 1 for count in slips.values())
    report.unasked = sum(outcome == "used" and mark in counted for mark, outcome in said.items())


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
