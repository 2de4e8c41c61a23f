"""Where everything of a hall lies: in the laptop's folder, and on the second medium."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shuzhi.ballots.door.second_box import MARK, write_whole

COPY_NAME = "shuzhi-copy"
FORMAT = 1


class Refused(Exception):  # noqa: N818 - a sentence for the person
    """The hall does not start, or does not go on, for this reason; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The laptop's own folder: databases, secrets, files."""

    path: Path

    @property
    def site(self) -> Path:
        return self.path / "shuzhi.sqlite3"

    @property
    def box(self) -> Path:
        return self.path / "box.sqlite3"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def box_state(self) -> Path:
        return self.path / "box-copy.json"

    @property
    def site_state(self) -> Path:
        return self.path / "site-copy.json"


@dataclass(frozen=True, slots=True)
class Medium:
    """The folder on the second medium."""

    path: Path

    @property
    def mark(self) -> Path:
        return self.path / MARK

    @property
    def keys(self) -> Path:
        return self.path / "keys.locked"

    @property
    def base(self) -> Path:
        return self.path / "site.base"

    @property
    def pages(self) -> Path:
        return self.path / "site.pages"

    @property
    def files(self) -> Path:
        return self.path / "files"

    def said(self) -> dict[str, Any]:
        """What the mark says; empty when there is none that can be read."""
        try:
            found = json.loads(self.mark.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def claim(self) -> str:
        """Marks the medium as this run's; whoever wrote to it before knows it no more. The run's token."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        token = secrets.token_hex(16)
        write_whole(self.mark, json.dumps({"format": FORMAT, "token": token}).encode())
        return token

    def is_of(self, token: str) -> bool:
        return bool(self.said().get("token") == token)


def medium_at(path: Path) -> Medium:
    """The copy in or at a folder of the medium."""
    return Medium(path if path.name == COPY_NAME else path / COPY_NAME)


def on_one_device(one: Path, other: Path) -> bool:
    """Whether both lie on one disk, which then may fail for both."""
    return one.stat().st_dev == other.stat().st_dev
