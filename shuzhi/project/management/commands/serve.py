"""`manage.py serve`: the site and the ballot door, two processes, started and stopped together; and the reader.

The reader of paper ballots may fall over a hostile scan; it is started again and takes nobody with it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from threading import Event
from types import FrameType
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - what the office may ask for, not a default
PATIENCE = 30
# Seconds before the reader is started again.
RESTART = 3.0
ASKED_TO_STOP = Event()


class Command(BaseCommand):
    help = "Runs the site (gunicorn) and the ballot door (uvicorn) until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for the whole hall")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--door-port", type=int, default=8001)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, door_port = options["host"], options["port"], options["door_port"]
        door_url = os.environ.get("SHUZHI_DOOR_URL") or f"http://{seen_as(host)}:{door_port}"
        for wanted in (port, door_port):
            refuse_taken_port(host, wanted)
        here = f"http://{bracketed(host) if host not in ANYWHERE else '127.0.0.1'}"
        running = [start_site(host, port, door_url), start_door(host, door_port)]
        # A shell starts what runs in the background with Ctrl-C ignored; a stop is a stop all the same.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _as_ctrl_c)
        try:
            wait_until_alive(
                running, [f"{here}:{door_port}/alive", f"{here}:{port}{reverse(settings.LOGIN_URL)}"]
            )
            self.stdout.write(_("Site:        %(address)s") % {"address": f"http://{seen_as(host)}:{port}/"})
            self.stdout.write(_("Ballot door: %(address)s") % {"address": f"{door_url}/"})
            self.stdout.write(_("Ctrl-C stops both."))
            self.stdout.flush()
            watch(running, start_reader)
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            stop(running)


def start_site(host: str, port: int, door_url: str) -> subprocess.Popen[bytes]:
    """The pages, by gunicorn: workers as SHUZHI_WORKERS says, eight threads each, no access log."""
    arguments = ["--bind", f"{bracketed(host)}:{port}", "--workers", str(settings.WORKERS), "--threads", "8"]
    quiet = ["--worker-class", "gthread", "--log-level", "warning", "--graceful-timeout", "10"]
    return _python(
        "gunicorn", "shuzhi.project.wsgi:application", *arguments, *quiet, more={"SHUZHI_DOOR_URL": door_url}
    )


def start_door(host: str, port: int) -> subprocess.Popen[bytes]:
    """The door: it is given the box and the slip key, and nothing that leads to the other database."""
    more = {"SHUZHI_BOX_URL": address_of(settings.DATABASES["box"]), "SHUZHI_SLIP_KEY": settings.SLIP_KEY}
    arguments = ["--factory", "shuzhi.ballots.door.app:create", "--host", host, "--port", str(port)]
    # An idle phone that keeps its connection open does not hold up a stop; what was accepted is on disk.
    quiet = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    # Nobody's address is wanted, so no header that names one is read.
    quiet += ["--timeout-graceful-shutdown", "5", "--no-proxy-headers"]
    return _python(
        "uvicorn", *arguments, *quiet, more=more, without=["SHUZHI_DATABASE_URL", "SHUZHI_SECRET_KEY"]
    )


def start_reader() -> subprocess.Popen[bytes]:
    """Reads scans of paper ballots as they are uploaded; gives way to pages and door."""
    # Not by manage.py, which an installed package does not have.
    manage = [sys.executable, "-m", "django", "read_ballots", "--wait"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shuzhi.project.settings"}
    return subprocess.Popen(manage, cwd=settings.ROOT, env=environment, preexec_fn=_give_way)  # noqa: PLW1509


def _give_way() -> None:
    os.nice(10)


def _python(
    module: str, *arguments: str, more: Mapping[str, str], without: list[str] | None = None
) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in (without or [])}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=settings.ROOT, env={**environment, **more})


def address_of(database: Mapping[str, Any]) -> str:
    """Django's settings of a database as the address the door understands."""
    name = str(database["NAME"])
    if "sqlite3" in database["ENGINE"]:
        return f"sqlite://{quote(name)}"
    user, password = (
        quote(database.get("USER") or "", safe=""),
        quote(database.get("PASSWORD") or "", safe=""),
    )
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    places = {"host": database.get("HOST"), "port": database.get("PORT")}
    query = urlencode({key: value for key, value in places.items() if value})
    return f"postgresql://{login}/{quote(name, safe='')}{'?' if query else ''}{query}"


def seen_as(host: str) -> str:
    """The name under which other machines reach this one; the loopback when it is only for itself."""
    if host not in ANYWHERE:
        return bracketed(host)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only says from which address it would send.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def bracketed(host: str) -> str:
    """An IPv6 address stands in brackets before a port."""
    return f"[{host}]" if ":" in host else host


def refuse_taken_port(host: str, port: int) -> None:
    """A clear word before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            said = _(
                "Port %(port)d on %(host)s cannot be used (%(why)s). Choose another with --port or --door-port."
            )
            raise CommandError(said % {"port": port, "host": host, "why": error.strerror}) from None


def wait_until_alive(running: list[subprocess.Popen[bytes]], addresses: list[str]) -> None:
    """Returns when both answer; an address is not printed before it works."""
    until = time.monotonic() + PATIENCE
    for address in addresses:
        while not _answers(address):
            if any(process.poll() is not None for process in running) or time.monotonic() > until:
                raise CommandError(_("One of the two processes did not start; its message stands above."))
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):  # noqa: S310 - our own two addresses
            return True
    except OSError as error:
        # An answer of any kind (a redirect to https, a sign-in) is an answer.
        return hasattr(error, "code")


def watch(
    running: list[subprocess.Popen[bytes]], start_helper: Callable[[], subprocess.Popen[bytes]] | None = None
) -> None:
    """Waits; when one of the two ends by itself, the other must not go on alone. The helper is only restarted."""
    helper, pause = start_helper() if start_helper else None, RESTART
    try:
        while all(process.poll() is None for process in running):
            if ASKED_TO_STOP.is_set():
                raise KeyboardInterrupt
            time.sleep(0.5)
            if start_helper and helper and helper.poll() is not None:
                pause -= 0.5
                if pause <= 0:
                    helper, pause = start_helper(), RESTART
    finally:
        if helper:
            stop([helper])
    raise CommandError(_("One of the two processes ended; the other is stopped too."))


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Lets both finish what they are writing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:
    # What is raised while a process is being started is swallowed there: whoever watches looks here as well.
    ASKED_TO_STOP.set()
    raise KeyboardInterrupt
