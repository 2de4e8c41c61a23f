"""Every write is an action with an actor; pages and forms only ask for one."""

import ast

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


def test_every_action_makes_a_promise_and_names_its_actor():
    files = [path for path in shelf("actions") if "audit" not in path.parts]
    faults = [
        f"{where(path, node.lineno)} {node.name}"
        for path in files
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) or "actor" not in {argument.arg for argument in node.args.kwonlyargs}
    ]

    assert files
    assert faults == []


def test_every_action_is_atomic():
    files = [path for path in shelf("actions") if "audit" not in path.parts]
    faults = [
        f"{where(path, node.lineno)} {node.name}"
        for path in files
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
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
