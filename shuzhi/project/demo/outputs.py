"""What the demo leaves in demo-output/: the files an office would keep, and the proof that they are right."""

import json
from pathlib import Path

from shuzhi.audit.queries import breaks_in_chain
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import rulebook_of
from shuzhi.project.demo.content import content
from shuzhi.project.demo.people import DESKS, Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.project.demo.year import rulebook_path
from shuzhi.results.models import Settlement
from shuzhi.results.queries import running
from shuzhi.scoring.rulebook.explain import sentences


def write_files(
    cast: Cast, cycle: Cycle, settlement: Settlement, printed: list[PrintedSlip], folder: Path, steps: Steps
) -> None:
    """Result workbook, rulebook and its explanation, the empty workbook, the count of slips."""
    steps.begin("产出文件 Files")
    (folder / "result.xlsx").write_bytes(running.workbook(settlement))
    (folder / "workbook-empty.xlsx").write_bytes(running.template(cycle))
    (folder / "rulebook.yaml").write_text(rulebook_path().read_text(encoding="utf-8"), encoding="utf-8")
    for lang in ("zh", "en"):
        lines = []
        for section in sentences(rulebook_of(cycle), lang):
            lines += [f"## {section.title}", "", *(f"- {line}" for line in section.lines), ""]
        (folder / f"rulebook-explained.{lang}.md").write_text("\n".join(lines), encoding="utf-8")
    summary = {
        "cycle": cycle.title,
        "invented": True,
        "district": cast.district.name,
        "reporters": cycle.reporters.count(),
        "slips": len(printed),
        "rulebook": settlement.rulebook_hash,
        "inputs": settlement.input_hash,
        "result": settlement.result_hash,
        "grades": {
            p.reporter.organisation_name: p.grade for p in settlement.proposals.select_related("reporter")
        },
    }
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    steps.end(f"{len(list(folder.iterdir()))} 个文件在 {folder.name}/")


def prove(cycle: Cycle, folder: Path, steps: Steps) -> None:
    """The independent recount and the chain of the log; the demo stops when either does not hold."""
    steps.begin("复核：独立重算、日志链 Proof")
    found = running.recounted(Settlement.objects.get(cycle=cycle))
    breaks = list(breaks_in_chain())
    if found["differences"] or not found["unchanged"] or breaks:
        raise RuntimeError(f"The demo year does not prove: {found['differences']} {breaks}")
    steps.end(f"重算 {found['count']} 人完全一致，日志链完整")


def write_sign_ins(cast: Cast, path: Path, *, port: int) -> None:
    """One sign-in for every role; the password is fresh in every run and is good for this demo only."""
    first = min(cast.reporters.values(), key=lambda user: user.username)
    lines = [f"网址 Address: http://127.0.0.1:{port}/", f"密码 Password (all): {cast.password}", ""]
    lines += [f"{name:<12} {role.label}" for name, role, _local in DESKS]
    lines += [
        f"{first.username:<12} 述职人 Reporter ({content()['street_post']})",
        "staff01      述职人工作人员 Reporter's staff",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(0o600)
