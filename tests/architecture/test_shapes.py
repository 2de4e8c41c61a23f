"""Files and functions that a person can read at one look."""

from tests.architecture.source import ROOT, functions, python_files, where


def test_no_file_has_more_than_400_lines():
    long = [
        where(path) for path in python_files() if len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]

    assert long == []


def test_no_function_has_more_than_50_lines():
    long = [
        f"{where(path, node.lineno)} {node.name}"
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 50
    ]

    assert long == []


def test_no_file_is_a_drawer_for_everything():
    drawers = [
        where(path) for path in python_files() if path.stem in {"utils", "helpers", "common", "misc", "lib"}
    ]

    assert drawers == []


def test_every_step_says_what_it_is():
    silent = [
        where(path)
        for path in ROOT.glob("shuzhi/*/__init__.py")
        if '"""' not in path.read_text(encoding="utf-8")
    ]

    assert silent == []
