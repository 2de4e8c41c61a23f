"""Assets of others are the files their makers published, with their licence beside them."""

import hashlib
import re

from tests.architecture.source import ROOT

FOLDER = ROOT / "shuzhi/web/static/web/vendor"
ROW = re.compile(
    r"^\| (?P<file>[\w./-]+) \| [\w.@/-]+ \| [\d.]+ \| [^|]*\((?P<licence>[\w./-]+)\) \| (?P<sum>[0-9a-f]{64}) \|$",
    re.MULTILINE,
)


def test_every_vendored_file_is_listed_with_its_sum_and_licence():
    rows = {row["file"]: row for row in ROW.finditer((FOLDER / "VENDORED.md").read_text(encoding="utf-8"))}
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in {".css", ".js"}}

    assert set(rows) == files
    assert [row["licence"] for row in rows.values() if not (FOLDER / row["licence"]).exists()] == []
    assert {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in files} == {
        name: row["sum"] for name, row in rows.items()
    }
