"""The ``shuzhi`` command: rulebooks, workbooks, settlement and recount without a server, a database or an account.

Exit codes: 0 done, 1 the recount differs, 2 the input, the rulebook or the command has faults and nothing was written.
Everything heavy is imported by the command that needs it, so that a wrong word is answered at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shuzhi.scoring.engines.inputs import Settlement
    from shuzhi.scoring.rulebook.model import Rulebook

DONE, DIFFERENT, FAULTS = 0, 1, 2


class Stopped(Exception):  # noqa: N818 — a message for the person, not a crash
    """Ends the command with a message and nothing written."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    asked = _parser().parse_args(argv)
    asked.lang = asked.lang or _language()
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except Stopped as stopped:
        _complain(str(stopped))
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as trouble:
        name = f"“{trouble.filename}”" if trouble.filename else ""
        _complain(
            _say(
                asked,
                f"无法读写{name}：{trouble.strerror}",
                f"cannot read or write {name}: {trouble.strerror}",
            )
        )
    return FAULTS


def _language() -> str:
    """Chinese, unless the environment says English."""
    for name in ("SHUZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2].lower() in ("zh", "en"):
            return value[:2].lower()
    return "zh"


def _parser() -> argparse.ArgumentParser:
    """The commands and their options, described in both languages."""
    parser = argparse.ArgumentParser(
        prog="shuzhi", description="述职评议考核计分 · Settles accountability reviews."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=["zh", "en"], help="语言 language")
    commands = parser.add_subparsers(required=True, metavar="rulebook | workbook | settle | recount")
    rulebook = commands.add_parser("rulebook", help="检查或说明考核办法 check or explain a rulebook")
    inner = rulebook.add_subparsers(required=True, metavar="check | explain | test")
    check = inner.add_parser("check", parents=[common], help="列出全部问题 list every fault")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.set_defaults(run=_check)
    explain = inner.add_parser("explain", parents=[common], help="用平实的话说明 say it in plain sentences")
    explain.add_argument("file", type=Path, metavar="FILE")
    explain.set_defaults(run=_explain)
    test = inner.add_parser("test", parents=[common], help="运行用例 run worked cases")
    test.add_argument("files", nargs="+", type=Path, metavar="CASES.yaml")
    test.set_defaults(run=_test)
    workbook = commands.add_parser("workbook", help="生成空白工作簿 make an empty workbook")
    new = workbook.add_subparsers(required=True, metavar="new").add_parser("new", parents=[common])
    new.add_argument("--rulebook", type=Path, required=True, metavar="FILE", help="考核办法 the rulebook")
    new.add_argument("--out", type=Path, required=True, metavar="X.xlsx", help="写到哪里 where to write it")
    new.add_argument("--force", action="store_true", help="覆盖已有文件 replace an existing file")
    new.set_defaults(run=_new)
    settle = commands.add_parser("settle", parents=[common], help="计分 settle a workbook or a folder")
    settle.add_argument("input", type=Path, metavar="INPUT", help="工作簿或文件夹 a workbook or a folder")
    settle.add_argument("--rulebook", type=Path, required=True, metavar="FILE", help="考核办法 the rulebook")
    settle.add_argument("--out", type=Path, metavar="RESULT.xlsx", help="结果工作簿 the result")
    settle.add_argument(
        "--compare", type=Path, metavar="OTHER.yaml", help="与另一办法对比 compare with another rulebook"
    )
    settle.add_argument("--processes", type=int, default=1, metavar="N", help="进程数 local processes")
    settle.add_argument(
        "--parquet-out", type=Path, metavar="DIR", help="写出全部列 write every column as Parquet"
    )
    settle.set_defaults(run=_settle)
    _add_recount(commands, common)
    return parser


def _add_recount(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """The recount of data against a result, and of the published export of a ballot."""
    recount = commands.add_parser("recount", parents=[common], help="独立复算并比对 count again and compare")
    recount.add_argument(
        "input",
        type=Path,
        metavar="INPUT",
        help="数据，或一次测评的公布文件 data, or the export of one ballot",
    )
    recount.add_argument("--rulebook", type=Path, metavar="FILE", help="考核办法（复算数据时）")
    recount.add_argument("--against", type=Path, metavar="RESULT.xlsx", help="要核对的结果（复算数据时）")
    recount.add_argument(
        "--root", default="", metavar="ROOT", help="公布的根值，前 16 位即可 the root on paper"
    )
    recount.add_argument(
        "--shares",
        nargs=2,
        type=Path,
        metavar="FILE",
        help="两份密钥，重新开封比对 two shares, to open the sealed list again",
    )
    recount.set_defaults(run=_recount)


def _say(asked: argparse.Namespace, zh: str, en: str) -> str:
    return zh if asked.lang == "zh" else en


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _check(asked: argparse.Namespace) -> int:
    sound = True
    for path in asked.files:
        faults = _rulebook_faults(path, asked)
        if faults:
            sound = False
            _complain(faults)
        else:
            print(_say(asked, f"{path}：没有发现问题。", f"{path}: no fault found."))
    return DONE if sound else FAULTS


def _rulebook_faults(path: Path, asked: argparse.Namespace) -> str:
    """Every fault of a rulebook, that it might overflow among them; empty when it is sound."""
    from shuzhi.scoring.plan import compile_plan
    from shuzhi.scoring.refusal import Refused
    from shuzhi.scoring.rulebook.load import check, format_faults, load

    found = check(path)
    if found:
        return format_faults(found, asked.lang, str(path))
    try:
        compile_plan(load(path))
    except Refused as refused:
        return f"{path}  {refused.where}: {_say(asked, refused.zh, refused.en)}"
    return ""


def _load(path: Path, asked: argparse.Namespace) -> Rulebook:
    from shuzhi.scoring.rulebook.load import RulebookFaults, format_faults, load

    try:
        return load(path)
    except RulebookFaults as trouble:
        raise Stopped(format_faults(trouble.faults, asked.lang, str(path))) from trouble


def _explain(asked: argparse.Namespace) -> int:
    from shuzhi.scoring.rulebook.explain import sentences

    for section in sentences(_load(asked.file, asked), asked.lang):
        print(section.title)
        for line in section.lines:
            print(f"  {line}")
        print()
    return DONE


def _test(asked: argparse.Namespace) -> int:
    from shuzhi.scoring.cases.report import report

    code, text = report(asked.files, asked.lang)
    print(text)
    return code


def _new(asked: argparse.Namespace) -> int:
    from shuzhi.scoring.workbook.template import new_workbook

    rulebook = _load(asked.rulebook, asked)
    if asked.out.exists() and not asked.force:
        raise Stopped(
            _say(
                asked,
                f"“{asked.out}”已存在，没有改动。要覆盖请加 --force。",
                f"{asked.out} exists and was left alone. Add --force to replace it.",
            )
        )
    new_workbook(rulebook, asked.out, lang=asked.lang)
    print(_say(asked, f"已写出空白工作簿：{asked.out}", f"Empty workbook written: {asked.out}"))
    return DONE


def _settled(rulebook: Rulebook, asked: argparse.Namespace) -> Settlement:
    """The settlement of the input under one rulebook; every fault stops the command."""
    from shuzhi.scoring.engines import settle_inputs
    from shuzhi.scoring.refusal import Refused
    from shuzhi.scoring.tables import InputFaults, read_inputs

    try:
        inputs = read_inputs(asked.input, rulebook, asked.lang)
        return settle_inputs(inputs, rulebook, processes=max(1, asked.processes))
    except InputFaults as trouble:
        raise Stopped(_fault_text(trouble, asked)) from trouble
    except Refused as refused:
        raise Stopped(f"{refused.where}: {_say(asked, refused.zh, refused.en)}") from refused


def _settled_other(rulebook: Rulebook, asked: argparse.Namespace) -> Settlement:
    """The settlement under the rulebook compared with; what it cannot read is not the fault of the input."""
    try:
        return _settled(rulebook, asked)
    except Stopped as stopped:
        head = _say(
            asked,
            f"按对比的办法“{asked.compare}”读取同一份数据时（按“{asked.rulebook}”读取没有问题）：",
            f"Reading the same data under {asked.compare} (under {asked.rulebook} they are sound):",
        )
        raise Stopped(f"{head}\n{stopped}") from stopped


def _fault_text(trouble: Exception, asked: argparse.Namespace) -> str:
    from shuzhi.scoring.tables import InputFaults

    assert isinstance(trouble, InputFaults)  # noqa: S101 — for the type checker
    lines = [_say(asked, f"注意：{note}。", f"Note: {note}.") for note in trouble.notes]
    lines += [fault.text(asked.lang) for fault in trouble.faults]
    count = len(trouble.faults)
    lines.append(
        _say(asked, f"共 {count} 处错误，没有写出任何文件。", f"{count} faults; nothing was written.")
    )
    return "\n".join(lines)


def _settle(asked: argparse.Namespace) -> int:
    from shuzhi.scoring.refusal import Refused
    from shuzhi.scoring.workbook.parquet import write_columns
    from shuzhi.scoring.workbook.result import write_result
    from shuzhi.scoring.workbook.view import View
    from shuzhi.scoring.workbook.words import stopped, summary

    if asked.out is None and asked.parquet_out is None:
        raise Stopped(
            _say(
                asked,
                "请用 --out 或 --parquet-out 说明写到哪里。",
                "Say where to write: --out or --parquet-out.",
            )
        )
    if asked.out is not None and asked.out.resolve() == asked.input.resolve():
        raise Stopped(_say(asked, "结果不能覆盖输入文件。", "The result may not replace the input."))
    rulebook = _load(asked.rulebook, asked)
    if asked.out is None and asked.compare is None and _compact(asked.input):
        return _settle_country(rulebook, asked)
    other_rules = _load(asked.compare, asked) if asked.compare else None
    settlement = _settled(rulebook, asked)
    other = _settled_other(other_rules, asked) if other_rules is not None else None
    try:
        if asked.out is not None:
            write_result(settlement, asked.out, asked.lang, other=other)
    except Refused as refused:
        raise Stopped(_say(asked, refused.zh, refused.en)) from refused
    if asked.parquet_out is not None:
        write_columns(settlement, asked.parquet_out)
    for note in settlement.inputs.understood:
        print(_say(asked, "已理解：", "Understood: ") + note)
    print("\n".join([summary(View(settlement), asked.lang), *stopped(View(settlement), asked.lang)]))
    if other is not None:
        _print_changes(View(settlement), View(other), asked)
    for written in (asked.out, asked.parquet_out):
        if written is not None:
            print(_say(asked, f"已写出：{written}", f"Written: {written}"))
    return DONE


def _compact(folder: Path) -> bool:
    """True for a folder of Parquet whose ballots name reporters by row number: a country, settled part by part."""
    import pyarrow.parquet as pq

    if not (folder / "reporters.parquet").is_file():
        return False
    return any("reporter" in pq.read_schema(path).names for path in folder.glob("ballots_*.parquet"))


def _settle_country(rulebook: Rulebook, asked: argparse.Namespace) -> int:
    from shuzhi.scoring.engines.compact import settle_folder
    from shuzhi.scoring.refusal import Refused

    if asked.parquet_out.exists():
        raise Stopped(_say(asked, f"“{asked.parquet_out}”已存在。", f"{asked.parquet_out} exists already."))
    try:
        settle_folder(
            asked.input,
            rulebook,
            asked.parquet_out,
            processes=max(1, asked.processes),
            rollups=rulebook.attributes,
            progress=_progress,
        )
    except Refused as refused:
        raise Stopped(f"{refused.where}: {_say(asked, refused.zh, refused.en)}") from refused
    print(_say(asked, f"已写出：{asked.parquet_out}", f"Written: {asked.parquet_out}"))
    return DONE


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r{done:,} / {total:,}", end=end, file=sys.stderr, flush=True)


def _print_changes(ours: object, other: object, asked: argparse.Namespace) -> None:
    from shuzhi.scoring.workbook.comparing import compare, comparison_sentence
    from shuzhi.scoring.workbook.view import View

    assert isinstance(ours, View)  # noqa: S101 — for the type checker
    assert isinstance(other, View)  # noqa: S101
    changes = compare(ours, other, asked.lang)
    regraded = [change for change in changes if change.regraded]
    print(comparison_sentence(asked.lang, len(regraded), len(changes)))
    for change in regraded:
        who = " ".join(part for part in (change.code, change.unit, change.person) if part)
        print(
            f"  {who}  {change.grade_before} → {change.grade_after}  "
            + _say(asked, "；", "; ").join(change.why)
        )


def _recount(asked: argparse.Namespace) -> int:
    if asked.rulebook is None and asked.against is None:
        return _recount_export(asked)
    if asked.rulebook is None or asked.against is None:
        raise Stopped(
            _say(
                asked,
                "复算数据要同时给出 --rulebook 和 --against；公布文件两个都不要。",
                "Data need both --rulebook and --against; the export of a ballot needs neither.",
            )
        )
    from shuzhi.scoring.recount import recount
    from shuzhi.scoring.tables import InputFaults, read_inputs
    from shuzhi.scoring.workbook.against import differences, read_written

    rulebook = _load(asked.rulebook, asked)
    try:
        written = read_written(asked.against)
        inputs = read_inputs(asked.input, rulebook, asked.lang)
    except InputFaults as trouble:
        raise Stopped(_fault_text(trouble, asked)) from trouble
    if rulebook.digest not in written.digests:
        zh = "注意：结果不是用这个办法算出的。"
        _complain(_say(asked, zh, "Note: the result was computed under another rulebook."))
    found = differences(written, recount(inputs, rulebook), rulebook)
    for difference in found:
        print(difference.text(asked.lang))
    count = inputs.reporters.num_rows
    if found:
        print(
            _say(
                asked,
                f"复算 {count} 人，{len(found)} 处不一致。",
                f"{count} reporters recounted, {len(found)} differences.",
            )
        )
        return DIFFERENT
    print(_say(asked, f"复算 {count} 人，全部一致。", f"{count} reporters recounted, all confirmed."))
    return DONE


def _recount_export(asked: argparse.Namespace) -> int:
    from shuzhi.scoring.exported import BadRoot
    from shuzhi.scoring.exported.telling import told

    try:
        confirmed, lines = told(asked.input, root=asked.root, shares=asked.shares or (), lang=asked.lang)
    except BadRoot as typed:
        raise Stopped(_say(asked, *typed.said)) from typed
    print("\n".join(lines))
    return DONE if confirmed else DIFFERENT


if __name__ == "__main__":
    sys.exit(main())
