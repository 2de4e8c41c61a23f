"""Keeps the second medium up with the named database and the uploads, and says how it goes."""

import contextlib
import json
import sqlite3
import threading
import time
from pathlib import Path

from shuzhi.project.hall.places import Folder, Medium
from shuzhi.project.hall.sitecopy import SiteCopy, copy_files

LOOK, FILES, AGAIN = 0.2, 1.0, 1.0


class Copier:
    """A thread of its own; the meeting goes on whatever the medium does."""

    def __init__(self, folder: Folder, medium: Medium, token: str) -> None:
        self.folder, self.medium = folder, medium
        self.copy = SiteCopy(folder.site, medium, token)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, name="site-copy", daemon=True)

    def start(self) -> None:
        """The first copy stands when this returns; raises OSError when it cannot."""
        self._step()
        self._say("")
        self.thread.start()

    def stop(self) -> None:
        """Writes what is left, then ends."""
        self.ended.set()
        self.thread.join(timeout=30)
        with contextlib.suppress(OSError, sqlite3.Error):
            self._step()
        self.copy.close()

    def _run(self) -> None:
        next_files = 0.0
        while not self.ended.wait(LOOK):
            try:
                self.copy.step()
                if time.monotonic() >= next_files:
                    copy_files(self.folder.files, self.medium.files)
                    next_files = time.monotonic() + FILES
                    self._say("")
            except (OSError, sqlite3.Error) as error:
                self._say(type(error).__name__)
                self.ended.wait(AGAIN)

    def _step(self) -> None:
        self.copy.step()
        copy_files(self.folder.files, self.medium.files)

    def _say(self, fault: str) -> None:
        say(self.folder.site_state, {"attached": not fault, "fault": fault, "at": int(time.time())})


def say(path: Path, said: dict[str, object]) -> None:
    """For the control page."""
    with contextlib.suppress(OSError):
        fresh = path.with_suffix(".fresh")
        fresh.write_text(json.dumps(said), encoding="utf-8")
        fresh.replace(path)
