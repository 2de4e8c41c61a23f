"""English is in the code, Chinese in the catalogues, and nothing is missing between them."""

import ast
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT, python_files, steps, tree, where

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def messages(path):
    """Each message of a catalogue by its context and English text."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {(entry.context, entry.id): entry for entry in read_po(stream) if entry.id}


def in_code(step, folder):
    """The messages that gettext finds in a step's code and templates today."""
    copy = folder / step.name
    ignored = shutil.ignore_patterns("tests", "static", "locale", "__pycache__", "migrations")
    shutil.copytree(step, copy, ignore=ignored)
    (copy / CATALOGUE.parent).mkdir(parents=True)
    script = Path(sys.executable).with_name("django-admin")
    subprocess.run(
        [script, "makemessages", "-l", "zh_Hans", "-v", "0"], cwd=copy, check=True, capture_output=True
    )
    return messages(copy / CATALOGUE)


def is_whole(entry):
    texts = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
    return all(texts) and not entry.fuzzy


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_every_text_has_its_chinese(step, tmp_path):
    wanted, there = in_code(step, tmp_path), messages(step / CATALOGUE)

    missing = [key for key in wanted if key not in there or not is_whole(there[key])]

    assert missing == []


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_the_catalogue_keeps_the_placeholders(step, tmp_path):
    path = step / CATALOGUE
    if path.exists():
        command = ["msgfmt", "--check-format", "-o", str(tmp_path / "out.mo"), str(path)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)

        assert (result.returncode, result.stderr) == (0, "")


def test_no_text_to_be_translated_stands_within_an_f_string():
    # There gettext does not find it, and the Chinese page would say it in English.
    calls = {"_", "gettext", "pgettext", "ngettext", "npgettext"}
    hidden = [
        where(path, node.lineno)
        for path in python_files()
        for string in ast.walk(tree(path))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls
    ]

    assert hidden == []


def test_one_english_text_has_one_chinese_text():
    # Django keeps one catalogue for all steps: two translations would make one of them disappear.
    found = defaultdict(dict)
    for step in steps():
        for key, entry in messages(step / CATALOGUE).items():
            found[key].setdefault(str(entry.string), where(step / CATALOGUE))

    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}


def test_english_is_the_text_in_the_code():
    assert list(ROOT.glob("shuzhi/*/locale/en*")) == []
