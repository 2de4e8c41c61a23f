"""`shuzhi hall`: sets a laptop up, serves the meeting, keeps the copy; or goes on from a copy."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shuzhi.project.hall.keys import lock_keys, signing_key
from shuzhi.project.hall.places import Folder, Medium, Refused, medium_at, on_one_device
from shuzhi.project.hall.taking_over import refuse_take_over, take_over

DONE, FAULTS = 0, 2
PASSPHRASE = "SHUZHI_COPY_PASSPHRASE"  # noqa: S105 - the name of a variable
SERVER_ONLY = ("SHUZHI_DATABASE_URL", "SHUZHI_BOX_URL", "SHUZHI_PRODUCTION", "SHUZHI_SSL_REDIRECT")


def main(argv: Sequence[str]) -> int:
    """Runs one command of the hall; gives its exit code."""
    asked = _parser().parse_args(argv)
    try:
        return _run(asked)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
    except OSError as trouble:
        sys.stderr.write(f"{trouble.filename or ''}: {trouble.strerror}\n")
    return FAULTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shuzhi hall", description="Serves a meeting from this laptop, without the internet."
    )
    parser.add_argument(
        "step",
        nargs="?",
        choices=["serve", "identity", "take", "pack"],
        default="serve",
        help="serve the meeting (without a word); print this laptop's key; take a package FILE; pack one",
    )
    parser.add_argument("file", nargs="?", type=Path, help="the package of take and pack")
    parser.add_argument("--folder", type=Path, default=Path("shuzhi-hall"), help="where the meeting lies")
    parser.add_argument("--copy", type=Path, help="a folder on a second medium that gets everything at once")
    parser.add_argument("--from", dest="source", type=Path, help="go on from this copy, in an empty --folder")
    parser.add_argument(
        "--passphrase-file", type=Path, help=f"of the copy; else {PASSPHRASE}, else it is asked"
    )
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - the whole hall is meant
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--door-port", type=int, default=8001)
    parser.add_argument("--address", help="the name or address by which phones reach this laptop")
    parser.add_argument("--only-prepare", action="store_true", help="set up and take over, but serve nothing")
    return parser


def _run(asked: argparse.Namespace) -> int:
    folder = Folder(asked.folder.resolve())
    if asked.copy:
        _refuse_inside(asked.copy.resolve(), folder.path)
    if asked.source:
        refuse_take_over(medium_at(asked.source.resolve()), folder)
    passphrase = _passphrase(asked)
    if asked.source:
        take_over(medium_at(asked.source.resolve()), folder, passphrase)
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _environment(folder, asked)
    _prepare()
    signing_key(folder)
    if asked.step != "serve":
        from shuzhi.project.hall.carrying import carry

        return carry(asked.step, asked.file, folder)
    medium = _medium(asked, folder, passphrase)
    if asked.only_prepare:
        return DONE
    from shuzhi.project.hall.serving import serve

    serve(folder, medium, host=asked.host, port=asked.port, door_port=asked.door_port)
    return DONE


def _refuse_inside(copy: Path, folder: Path) -> None:
    """A copy inside the meeting's own folder goes with it, and a folder inside its copy would copy itself."""
    medium = medium_at(copy).path
    if copy.is_relative_to(folder) or folder.is_relative_to(medium):
        raise Refused(
            f"副本不能放在会议自己的文件夹里：{copy}。请用 --copy 指出另一块盘上的文件夹。 "
            f"The copy cannot lie in the meeting's own folder ({folder}); name a folder on another disk with --copy."
        )


def _passphrase(asked: argparse.Namespace) -> str:
    if not (asked.copy or asked.source):
        return ""
    if asked.passphrase_file:
        return str(asked.passphrase_file.read_text(encoding="utf-8")).strip()
    if given := os.environ.pop(PASSPHRASE, ""):
        return given
    try:
        return getpass.getpass("口令 Passphrase of the copy: ")
    except EOFError:
        raise Refused(
            "这里没有终端可以输入口令：请把口令写入文件，用 --passphrase-file 指出。 "
            "There is no terminal to type the passphrase in: put it into a file and name it with --passphrase-file."
        ) from None


def _environment(folder: Folder, asked: argparse.Namespace) -> None:
    """Settings are read once, from here; what belongs to a server does not reach a hall."""
    for name in SERVER_ONLY:
        os.environ.pop(name, None)
    os.environ["SHUZHI_VAR"] = str(folder.path)
    os.environ["SHUZHI_HALL"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuzhi.project.settings"
    if asked.address:
        os.environ["SHUZHI_DOOR_URL"] = f"http://{asked.address}:{asked.door_port}"


def _prepare() -> None:
    """Messages where they are not compiled yet, and both databases."""
    _compile_messages(Path(__file__).resolve().parents[2])
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="box")


def _compile_messages(package: Path) -> None:
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() or not os.access(source.parent, os.W_OK):
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        with source.open("rb") as words, fresh.open("wb") as compiled:
            write_mo(compiled, read_po(words))
        fresh.replace(target)


def _medium(asked: argparse.Namespace, folder: Folder, passphrase: str) -> Medium | None:
    if not asked.copy:
        return None
    medium = medium_at(asked.copy.resolve())
    if asked.source and medium == medium_at(asked.source.resolve()):
        sys.stderr.write("这份副本将由本机继续使用。 This copy is now kept by this laptop.\n")
    medium.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if on_one_device(medium.path, folder.path):
        sys.stderr.write(
            "副本与会议资料在同一块盘上，盘坏则两份都失。 The copy lies on the same disk as the meeting: "
            "one broken disk takes both.\n"
        )
    lock_keys(folder, medium, passphrase)
    return medium
