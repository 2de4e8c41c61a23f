"""A throw-away PostgreSQL server for the tests; works as root, where initdb itself refuses to run."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
# A lock that somebody forgot becomes an error with a name, not a run without an end.
OPTIONS += " -c lock_timeout=60s -c idle_in_transaction_session_timeout=120s -c statement_timeout=180s"
# Tests fill and roll back the same tables: statistics taken between two of them say that a full table is empty,
# and a plan made for an empty table asks ten thousand rows for ten thousand rows each. Without statistics the
# planner goes by the size on the disk, as it does for a table that has just been filled.
OPTIONS += " -c autovacuum=off"


def postgres_folder() -> Path:
    """Where initdb and pg_ctl are: PG_BIN, else the newest server Debian has installed."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        raise pytest.UsageError(
            "No PostgreSQL server binaries; run: apt-get install postgresql (or set PG_BIN)"
        )
    return found[-1].parent


# As a site runs it: what is committed waits for the disk.
DURABLE = "-c listen_addresses=''"


class Server:
    def __init__(self, options: str = OPTIONS) -> None:
        self.options = options
        # The socket's path may have 107 bytes at most, so the folder stays short.
        self.root = tempfile.mkdtemp(prefix="pgt-", dir="/tmp")
        self.bin = postgres_folder()
        self.user: dict[str, Any] = {}
        self.made: set[str] = set()
        if os.geteuid() == 0:
            account = pwd.getpwnam(os.environ.get("PG_TEST_USER", "postgres"))
            self.user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(self.root, account.pw_uid, account.pw_gid)

    def run(self, program: str, *arguments: str, quiet: bool = False) -> None:
        # HOME moves with the user: libpq would look for certificates in root's home otherwise.
        environment = {**os.environ, "HOME": self.root}
        command = [str(self.bin / program), *arguments]
        subprocess.run(
            command,
            check=True,
            cwd=self.root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
            **self.user,
        )

    def start(self) -> None:
        flags = ["-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.run("initdb", "-D", f"{self.root}/d", *flags)
        self.resume()

    def resume(self) -> None:
        """Starts the server on what is there; after a kill it recovers first, once the killed are all gone."""
        options = f"-k {self.root} {self.options}"
        start = ["-D", f"{self.root}/d", "-w", "-l", f"{self.root}/log", "-o", options, "start"]
        for _ in range(40):
            try:
                return self.run("pg_ctl", *start, quiet=True)
            except subprocess.CalledProcessError:
                time.sleep(0.1)
        raise AssertionError(Path(self.root, "log").read_text()[-2000:])

    def kill(self) -> None:
        """Kills the server and all its processes in this moment, as nothing else would warn them."""
        first = int(Path(self.root, "d", "postmaster.pid").read_text().split()[0])
        children = [int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        for pid in (first, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_runs(pid) for pid in (first, *children)):
            time.sleep(0.01)

    def stop(self) -> None:
        self.run("pg_ctl", "-D", f"{self.root}/d", "-m", "immediate", "stop")
        shutil.rmtree(self.root, ignore_errors=True)

    def make(self, name: str, *, like: str = "template1") -> None:
        """A new database, empty or a copy of another that nobody is connected to."""
        self.ask("createdb", "-T", like, name)
        self.made.add(name)

    def ask(self, program: str, *arguments: str) -> str:
        """What one of PostgreSQL's own client programs answers about this server."""
        command = [str(self.bin / program), "-h", self.root, "-U", "test", *arguments]
        done = subprocess.run(
            command, check=True, env={"HOME": self.root}, cwd=self.root, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def url(self, name: str) -> str:
        return f"postgresql://test@/{name}?host={self.root}"


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()
