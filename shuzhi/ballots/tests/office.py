"""The office's side of a box in a process of its own: closes, opens, voids and adds while the door is at work.

usage: python -m shuzhi.ballots.tests.office   (asked and answered in lines of JSON)
"""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from shuzhi.ballots.tests.bench import KEY, ROOT, Bench


class Office:
    """Drives `shuzhi.ballots.issuing` and `counting` on the bench's box."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.var = tempfile.TemporaryDirectory(prefix="office-")
        environment = {
            **os.environ,
            "SHUZHI_BOX_URL": bench.url,
            "SHUZHI_SLIP_KEY": KEY,
            "SHUZHI_VAR": self.var.name,
            "DJANGO_SETTINGS_MODULE": "shuzhi.project.settings",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shuzhi.ballots.tests.office"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.ask("ready") == "ready"

    def ask(self, what: str, *values: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([what, *values]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close_box(self, form: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("close", form)
        return found

    def open_box(self, form: str) -> None:
        self.ask("open", form)

    def void(self, mark: str) -> bool:
        return bool(self.ask("void", mark))

    def open_ballots(self, form: str) -> int | str:
        """How many ballots were opened, or why none were."""
        found: int | str = self.ask("count", form, self.bench.pair.private.hex())
        return found

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.var.cleanup()


def main() -> None:
    import django

    django.setup()
    from dataclasses import asdict

    from shuzhi.ballots import counting, issuing

    def count(form: str, private: str) -> int | str:
        try:
            return counting.open_ballots(form, bytes.fromhex(private))
        except counting.BoxDisagrees as why:
            return str(why)

    does = {
        "ready": lambda: "ready",
        "open": issuing.open_box,
        "close": lambda form: asdict(issuing.close_box(form)),
        "void": issuing.void_slip,
        "count": count,
    }
    for line in sys.stdin:
        what, *values = json.loads(line)
        sys.stdout.write(json.dumps(does[what](*values)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
