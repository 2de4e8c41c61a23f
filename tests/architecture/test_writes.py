"""Every write is an action with an actor; pages and forms only ask for one."""

import ast
import re

from tests.architecture.source import ROOT, functions, python_files, shelf, tree, where

WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "raw",
}


def calls(path, names):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield f"{where(path, node.lineno)} .{node.func.attr}()"


def test_views_and_forms_do_not_write():
    files = shelf("views") + shelf("forms")

    assert files
    assert [hit for path in files for hit in calls(path, WRITES)] == []


def actions():
    """Each action of each step: the functions of actions.py, or those that a folder actions/ offers."""
    for path in shelf("actions"):
        offered = names_offered_by(path.parent / "__init__.py") if path.parent.name == "actions" else None
        # The log is written by whatever acts; it is no act of its own.
        if "audit" in path.parts:
            continue
        for node in tree(path).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and (offered is None or node.name in offered):
                yield path, node


def names_offered_by(package):
    imports = [node for node in tree(package).body if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports for alias in node.names}


def test_every_action_makes_a_promise_and_names_its_actor():
    faults = [
        f"{where(path, node.lineno)} {node.name}"
        for path, node in actions()
        if not ast.get_docstring(node) or "actor" not in {argument.arg for argument in node.args.kwonlyargs}
    ]

    assert list(actions())
    assert faults == []


def test_every_action_that_writes_is_atomic():
    faults = [
        f"{where(path, node.lineno)} {node.name}"
        for path, node in actions()
        if re.search(r"\.(save|create|bulk_\w+|update|delete)\(|\brecord\(", ast.unparse(node))
        if "atomic" not in ast.unparse(node)
    ]

    assert faults == []


def test_no_model_is_fetched_by_name_outside_migrations():
    # It would walk around the import contracts, and with them around the walls of the ballot box.
    assert [hit for path in python_files() for hit in calls(path, {"get_model"})] == []


def test_no_signal_receivers():
    receivers = [
        where(path, node.lineno)
        for path in ROOT.glob("shuzhi/**/*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("signals", "django.dispatch"))
    ]

    assert receivers == []


def test_no_model_overrides_what_saving_means():
    # An append-only table may refuse; nothing else may happen in save() or clean().
    overrides = [
        f"{where(path, node.lineno)} {node.name}()"
        for path in shelf("models")
        if "audit" not in path.parts
        for node in functions(path)
        if node.name in {"save", "clean", "full_clean"}
        if not any(isinstance(part, ast.Raise) for part in ast.walk(node))
    ]

    assert overrides == []
