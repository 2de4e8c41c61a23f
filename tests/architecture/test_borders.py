"""Borders between steps that need more than an import contract."""

import ast
import re
import subprocess

from tests.architecture.source import ROOT, python_files, tree, where

PAGES = re.compile(r"shuzhi\.(\w+)\.(views|forms|urls)\b")
THIS_MACHINE = re.compile(
    r"/(?:root|home|Users|work)/\w|/opt/pypi|pypi\.org|npmjs\.org|\b[\w-]+\.(?:local|lan|internal)\b"
)


def imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)


def test_pages_and_forms_are_imported_only_by_their_own_step():
    strangers = [
        f"{where(path, line)} {module}"
        for path in ROOT.glob("shuzhi/**/*.py")
        for line, module in imported(path)
        # The lowest floor's forms are there for everyone, and so is the one way to hand out a file.
        if (hit := PAGES.match(module)) and hit[1] not in {path.relative_to(ROOT).parts[1], "web"}
        if not module.startswith("shuzhi.files.views")
    ]

    assert strangers == []


def test_migrations_have_names_that_say_what_changes():
    nameless = [where(path) for path in ROOT.glob("shuzhi/*/migrations/*.py") if "_auto_" in path.stem]

    assert nameless == []


def test_no_file_names_the_machine_it_was_written_on():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [
        ROOT / name
        for name in tracked.splitlines()
        if name.endswith((".py", ".md", ".toml", ".txt", ".in", ".sh", ".html", ".yaml", ".po"))
    ]
    paths = [path for path in paths if path.exists() and path.name != "test_borders.py"]
    hits = [
        f"{where(path, number)} {found[0]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := THIS_MACHINE.search(line))
    ]

    assert paths
    assert hits == []


def test_nothing_is_left_for_later():
    # Each word is written so that this file does not find itself.
    words = re.compile(r"T[O]DO|F[I]XME|raise NotImplemented[E]rror|pytest[.]skip|mark[.](skip|xfail)")
    hits = [
        where(path, number)
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if words.search(line)
    ]

    assert hits == []
