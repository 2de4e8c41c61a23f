"""Compiles every message catalogue; pure Python, so that a bare machine needs no gettext."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_all(root: Path) -> int:
    """Writes a .mo beside every .po that is newer; the number of catalogues written."""
    written = 0
    for source in sorted(root.glob("shuzhi/*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        # Whole or not at all: a server that starts meanwhile must not read half a catalogue.
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    count = compile_all(ROOT)
    sys.stdout.write(f"Message catalogues compiled: {count}\n" if count else "")
