"""`manage.py serve` as a person starts it: two processes, one Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from django.conf import settings

from shuzhi.project.management.commands.serve import address_of


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def ports():
    return free_port(), free_port()


@pytest.fixture
def served(tmp_path, ports):
    """The running command, started as a shell starts what runs in the background: with Ctrl-C ignored."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith("SHUZHI_")}
    arguments = ["serve", "--port", str(ports[0]), "--door-port", str(ports[1])]
    process = subprocess.Popen(
        ["bash", "-c", 'trap "" INT; exec "$0" "$@"', sys.executable, "manage.py", *arguments],
        cwd=settings.ROOT,
        env={**keep, "SHUZHI_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def printed(process) -> list[str]:
    lines = []
    while "Ctrl-C" not in "".join(lines):
        line = process.stdout.readline()
        assert line, lines
        lines.append(line.strip())
    return lines


def wait_closed(ports) -> bool:
    until = time.monotonic() + 10
    while any(map(is_open, ports)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_open, ports))


def test_both_addresses_answer_when_they_are_printed_and_ctrl_c_stops_both(served, ports):
    told = " ".join(printed(served))

    site = urlopen(f"http://127.0.0.1:{ports[0]}/account/login/").status
    door = urlopen(f"http://127.0.0.1:{ports[1]}/").status
    served.send_signal(signal.SIGINT)

    assert (f":{ports[0]}/" in told, f":{ports[1]}/" in told, site, door) == (True, True, 200, 200)
    assert (served.wait(timeout=20), wait_closed(ports)) == (0, True)


def test_when_one_ends_by_itself_the_other_does_not_go_on_alone(served, ports):
    printed(served)
    children = subprocess.run(
        ["pgrep", "-P", str(served.pid), "-f", "uvicorn"], capture_output=True, text=True, check=True
    )

    os.kill(int(children.stdout.split()[0]), signal.SIGKILL)

    assert (served.wait(timeout=20), wait_closed(ports)) == (1, True)


def test_a_port_that_is_taken_is_said_before_anything_starts(served, ports, tmp_path):
    printed(served)

    again = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", str(ports[0]), "--door-port", str(free_port())],
        cwd=settings.ROOT,
        env={**os.environ, "SHUZHI_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (again.returncode, str(ports[0]) in again.stderr, "Traceback" in again.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("database", "address"),
    [
        (
            {"ENGINE": "django.db.backends.sqlite3", "NAME": "/var/述职 box.sqlite3"},
            "sqlite:///var/%E8%BF%B0%E8%81%8C%20box.sqlite3",
        ),
        (
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "box",
                "USER": "door",
                "PASSWORD": "p@ss/1",
                "HOST": "db",
                "PORT": "5433",
            },
            "postgresql://door:p%40ss%2F1@/box?host=db&port=5433",
        ),
        (
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "box",
                "USER": "test",
                "PASSWORD": "",
                "HOST": "/run/pg",
                "PORT": "",
            },
            "postgresql://test@/box?host=%2Frun%2Fpg",
        ),
    ],
)
def test_the_door_is_given_the_address_of_the_box_alone(database, address):
    assert address_of(database) == address
