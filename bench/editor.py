"""Fifty people write at once: how long a save takes, and what the page weighs.

usage: python -m bench.editor [--writers 50] [--seconds 20] [--postgres]

Starts the site as `manage.py serve` does (gunicorn, two workers of eight threads, production settings), sends the
save that an open page sends, and compares the saturated rate with that of `bench.editor_peer` under the same gunicorn.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgres
from tests.journeys.site import free_ports

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "t" * 32
PACE = 5.0  # seconds between two saves of one writer
HOST = "127.0.0.1"

Send = Callable[[http.client.HTTPConnection, dict[str, Any], int], bool]


def main(arguments: list[str] | None = None) -> int:
    """Both pages of the result: SQLite, and PostgreSQL when asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--postgres", action="store_true")
    wanted = parser.parse_args(arguments)
    run(wanted.writers, wanted.seconds, "SQLite", {}, "")
    if wanted.postgres:
        # Commits wait for the disk here, as they do in an office; the tests' server does not let them.
        postgres.OPTIONS = "-c listen_addresses=''"
        server = postgres.Server()
        server.start()
        try:
            for name in ("site", "site_box", "peer"):
                server.run("createdb", "-h", server.root, "-U", "test", name)
            urls = {"SHUZHI_DATABASE_URL": server.url("site"), "SHUZHI_BOX_URL": server.url("site_box")}
            run(wanted.writers, wanted.seconds, "PostgreSQL", urls, server.url("peer"))
        finally:
            server.stop()
    return 0


def run(writers: int, seconds: float, name: str, urls: dict[str, str], peer: str) -> None:
    """One database: the weight of the page, saves at the pace of people, and both rates."""
    folder = Path(tempfile.mkdtemp(prefix="shuzhi-editor-"))
    try:
        environment, people = prepared(folder, writers, urls)
        with serving("shuzhi.project.wsgi:application", environment) as port:
            weight = page_weight(port, people[0])
            # The first requests of a worker load the program; people come to a server that runs.
            saves(port, people, 2, save_here)
            paced = saves(port, people, seconds, save_here, pace=PACE)
            ours = saves(port, people, seconds / 2, save_here)
        address = peer or str(folder / "peer.sqlite3")
        make_peer(address, people)
        with serving("bench.editor_peer:application", {**environment, "SHUZHI_PEER": address}) as port:
            theirs = saves(port, people, seconds / 2, save_there)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{name}, {writers} writers, a report of 5,000 characters")
    print(
        f"  page: {weight['all']:,} bytes over the wire ({weight['html']:,} of html; compressed {weight['packed']:,})"
    )
    print(f"  one save in {PACE:.0f} s each: {told(paced)}")
    print(f"  without a pause: ours {told(ours)}, {len(ours) / (seconds / 2):.0f} a second")
    print(f"  without a pause: peer {told(theirs)}, {len(theirs) / (seconds / 2):.0f} a second")
    print(f"  ours takes {len(theirs) / max(1, len(ours)):.1f} times as long as the peer")


def told(times: list[float]) -> str:
    """The spread of the times in milliseconds."""
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms, n {len(times)}"


def prepared(folder: Path, writers: int, urls: dict[str, str]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A site in production settings with its writers, in a folder of its own."""
    production = {
        "SHUZHI_PRODUCTION": "1",
        "SHUZHI_SECRET_KEY": "b" * 50,
        "SHUZHI_SLIP_KEY": "s" * 50,
        "SHUZHI_HOSTS": HOST,
        "SHUZHI_SSL_REDIRECT": "0",
        "SHUZHI_HSTS_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "shuzhi.project.settings",
    }
    environment = {**os.environ, **production, "SHUZHI_VAR": str(folder), **urls}
    for command in (["migrate"], ["migrate", "--database", "box"], ["collectstatic", "--noinput"]):
        call(["manage.py", *command, "--verbosity", "0"], environment)
    call(["-m", "bench.editor_site", str(writers), str(folder / "people.json")], environment)
    people: list[dict[str, Any]] = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    return environment, people


def call(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)


def make_peer(address: str, people: list[dict[str, Any]]) -> None:
    """The peer's own database, filled by the peer itself."""
    code = "import json, sys; from bench import editor_peer; editor_peer.prepare(json.load(sys.stdin))"
    environment = {**os.environ, "SHUZHI_PEER": address}
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, input=json.dumps(people), text=True)


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn as `manage.py serve` starts it, with two workers."""
    (port,) = free_ports(1)
    quiet = ["--worker-class", "gthread", "--log-level", "warning", "--graceful-timeout", "10"]
    size = ["--workers", "2", "--threads", "8"]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}", *size, *quiet]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                http.client.HTTPConnection(HOST, port, timeout=1).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def saves(
    port: int, people: list[dict[str, Any]], seconds: float, send: Send, *, pace: float = 0.0
) -> list[float]:
    """How long each save took; a save that is refused fails the benchmark."""
    times: list[float] = []
    faults: list[str] = []
    until = time.monotonic() + seconds

    def write(one: dict[str, Any]) -> None:
        chance = random.Random(one["user"])
        if pace:
            time.sleep(chance.random() * pace)
        for n in range(1, 1_000_000):
            if time.monotonic() >= until:
                return
            begun = time.monotonic()
            connection = http.client.HTTPConnection(HOST, port, timeout=30)
            if not send(connection, one, n):
                faults.append(str(one["user"]))
                return
            connection.close()
            times.append(time.monotonic() - begun)
            if pace:
                time.sleep(max(0.0, pace - (time.monotonic() - begun)))

    threads = [threading.Thread(target=write, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"refused saves of {sorted(faults)}")
    return times


def save_here(connection: http.client.HTTPConnection, one: dict[str, Any], n: int) -> bool:
    """What an open page sends: one changed field of a third of the report."""
    one["seq"] = one.get("seq", 0) + 1
    text = f"{one['text']}{one['seq']}"
    sent = {
        "user": one["user"],
        "window": "bench",
        "seq": one["seq"],
        "fields": {one["field"]: {"base": one["base"], "text": text, "over": ""}},
        "known": {one["field"]: one["base"]},
    }
    connection.request("POST", f"/reports/{one['reporter']}/save/", json.dumps(sent), headers_of(one))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        return False
    one["base"] = json.loads(body)["saved"][one["field"]]
    return True


def save_there(connection: http.client.HTTPConnection, one: dict[str, Any], n: int) -> bool:
    """The same text to the peer."""
    sent = {"base": one.setdefault("peer", 1), "text": f"{one['text']}{n}"}
    connection.request("POST", "/save", json.dumps(sent), headers_of(one))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        return False
    one["peer"] = json.loads(body)["version"]
    return True


def headers_of(one: dict[str, Any]) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Cookie": f"sessionid={one['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Accept-Encoding": "gzip",
    }


def page_weight(port: int, one: dict[str, Any]) -> dict[str, int]:
    """The bytes of the page and of every style and script it names, as they go over the wire."""
    html = fetched(port, f"/reports/{one['reporter']}/write/", one)
    found = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', html.decode())
    parts = sum(len(fetched(port, address, one)) for address in dict.fromkeys(found))
    return {"all": len(html) + parts, "html": len(html), "packed": len(gzip.compress(html)) + parts}


def fetched(port: int, address: str, one: dict[str, Any]) -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", address, headers=headers_of(one))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return body


if __name__ == "__main__":
    sys.exit(main())
