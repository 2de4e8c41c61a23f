"""The whole product in processes of its own, as an office runs it: gunicorn, the door, two databases."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests import empty

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@dataclass(frozen=True)
class Site:
    address: str
    door: str
    password: str
    environment: dict[str, str]

    def shell(self, text: str) -> str:
        """Runs a line of Python inside the product, to look at what is stored; never to write."""
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", text]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now; held until all are found, so that they differ."""
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def descendants(number: int) -> list[int]:
    """The processes that a process of ours has started, the deepest first."""
    listed = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split()
    return [one for child in map(int, listed) for one in [*descendants(child), child]]


class Running:
    """Makes the databases, the people of the story, and starts `manage.py serve`."""

    # The module that makes the people of the story and writes their password down.
    story = "tests.journeys.people"

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.folder = folder
        self.port, self.door_port = free_ports(2)
        self.environment = {
            **os.environ,
            "SHUZHI_VAR": str(folder),
            "SHUZHI_DOOR_URL": f"http://127.0.0.1:{self.door_port}",
            "DJANGO_SETTINGS_MODULE": "shuzhi.project.settings",
            **urls,
        }

    def start(self) -> Site:
        """Returns when both processes answer."""
        self.prepare()
        self._run("-m", self.story, str(self.folder / "people.json"))
        people = json.loads((self.folder / "people.json").read_text(encoding="utf-8"))
        address, door = self.serve()
        return Site(address, door, people["password"], self.environment)

    def prepare(self) -> None:
        """Tables and static files; on PostgreSQL the databases of the story have their tables already."""
        if "SHUZHI_DATABASE_URL" not in self.environment:
            shutil.copytree(empty.sqlite(), self.folder, dirs_exist_ok=True)
        self._manage("collectstatic", "--noinput", "--verbosity", "0")

    def serve(self) -> tuple[str, str]:
        """Starts both processes on the same ports as before; returns when they answer."""
        ports = ["--port", str(self.port), "--door-port", str(self.door_port)]
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *ports], cwd=ROOT, env=self.environment
        )
        address = f"http://127.0.0.1:{self.port}"
        door = f"http://127.0.0.1:{self.door_port}"
        self._wait(f"{address}/account/login/")
        self._wait(f"{door}/alive")
        return address, door

    def kill(self) -> None:
        """Everything ends at once, as when the power fails: no signal that could be heard."""
        for number in [*descendants(self.process.pid), self.process.pid]:
            os.kill(number, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        """Both processes end as by Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    def _manage(self, *arguments: str) -> None:
        self._run("manage.py", *arguments)

    def _run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True)

    def _wait(self, address: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended by itself"
            try:
                with urlopen(address, timeout=5):  # noqa: S310 - our own address
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"{address} did not answer")
