"""The project's own files, as the house tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("shuzhi", "tests", "bench", "scripts")


def python_files() -> list[Path]:
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in files if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(ROOT.glob("shuzhi/*/templates/**/*.html"))


def steps() -> list[Path]:
    return sorted(path.parent for path in ROOT.glob("shuzhi/*/apps.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def shelf(name: str) -> list[Path]:
    """The files of one shelf in every step: views.py, or every file of a folder views/."""
    flat = list(ROOT.glob(f"shuzhi/*/{name}.py"))
    return sorted(flat + list(ROOT.glob(f"shuzhi/*/{name}/*.py")))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (
        node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def where(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
