"""What is measured: the door, the plain view under gunicorn, the whole site, and their processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.casting.phones import HOST
from shuzhi.ballots.sheet import Sheet
from shuzhi.ballots.tests.bench import DoorProcess
from tests.journeys.site import ROOT, Running, descendants, free_ports
from tests.postgres import DURABLE, Server

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def databases(folder: Path, *, postgres: bool) -> Iterator[dict[str, str]]:
    """Addresses of four empty databases by name; every commit waits for the disk, as is the default."""
    names = ("site", "site_box", "door", "plain")
    if not postgres:
        yield {name: f"sqlite://{folder}/{name}.sqlite3" for name in names}
        return
    server = Server(DURABLE)
    server.start()
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as db:
            for name in names:
                db.execute(f"CREATE DATABASE {name}")
        yield {name: server.url(name) for name in names}
    finally:
        server.stop()


@contextmanager
def plain_view(url: str, codes: Sequence[str], sheet: Sheet) -> Iterator[int]:
    """One synchronous gunicorn worker with the plain view; its port."""
    environment = {**os.environ, "SHUZHI_PLAIN": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    code = (
        "import json, sys; from bench.casting import plain; from shuzhi.ballots.sheet import Sheet; "
        "told = json.load(sys.stdin); plain.prepare(told['codes'], Sheet.from_text(told['sheet']))"
    )
    told = json.dumps({"codes": list(codes), "sheet": sheet.to_text()})
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, input=told, text=True)
    (port,) = free_ports(1)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "bench.casting.plain:application",
        "--bind",
        f"{HOST}:{port}",
    ]
    process = subprocess.Popen(
        [*command, "--workers", "1", "--log-level", "warning"], cwd=ROOT, env=environment
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def plain_count(url: str) -> int:
    """Ballots in the plain view's database."""
    environment = {**os.environ, "SHUZHI_PLAIN": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", "from bench.casting import plain; print(plain.count())"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout)


def _wait(port: int) -> None:
    for _ in range(400):
        with socket.socket() as wire:
            if wire.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the plain view did not start")


class Site(Running):
    """The product with production settings, served by its one command."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        addresses = {"SHUZHI_DATABASE_URL": urls["site"], "SHUZHI_BOX_URL": urls["site_box"]}
        production = {
            "SHUZHI_PRODUCTION": "1",
            "SHUZHI_SECRET_KEY": "b" * 50,
            "SHUZHI_SLIP_KEY": "s" * 50,
            "SHUZHI_HOSTS": HOST,
            "SHUZHI_SSL_REDIRECT": "0",
            "SHUZHI_HSTS_SECONDS": "0",
        }
        super().__init__(folder, {**addresses, **production})
        self.file = folder / "told.json"

    def prepare(self, voters: int) -> dict[str, Any]:
        """Both databases and an open ballot; what its office wrote down."""
        for command in (["migrate"], ["migrate", "--database", "box"], ["collectstatic", "--noinput"]):
            self._manage(*command, "--verbosity", "0")
        self._run("-m", "bench.casting.office", "begin", str(self.file), str(voters))
        told: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        return told

    def end(self) -> dict[str, Any]:
        """Closes, declares and settles in a process of its own."""
        command = [sys.executable, "-m", "bench.casting.office", "end", str(self.file)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return said

    def processes(self, part: str) -> list[int]:
        """The processes of the site (gunicorn) or of the door (uvicorn)."""
        return [n for n in descendants(self.process.pid) if part in _command(n)]


def pid_of(door: DoorProcess) -> int:
    if door.process is None:
        raise SystemExit("the door does not run")
    return door.process.pid


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def seconds_of(processes: Sequence[int]) -> float:
    """Processor seconds that these have used so far."""
    total = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_of(process: int) -> float:
    """The most memory the process ever held, in MB; what it shares with others counted too."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
