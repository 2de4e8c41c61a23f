"""What the demo leaves in demo-output/: the files an office would keep, and the proof that they are right."""

import json
import re
from pathlib import Path

from django.utils.translation import override

from shuzhi.audit.queries import breaks_in_chain
from shuzhi.ballots import proving, slips
from shuzhi.ballots.export import text_of
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import counts
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import rulebook_of
from shuzhi.documents import docx_of, pdf_of
from shuzhi.meetings.queries import plan_papers
from shuzhi.project.demo import paper
from shuzhi.project.demo.ballot import Day, channels_of
from shuzhi.project.demo.content import content
from shuzhi.project.demo.people import DESKS, Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.project.demo.year import rulebook_path
from shuzhi.results.models import Settlement
from shuzhi.results.queries import running
from shuzhi.scoring.exported.telling import told
from shuzhi.scoring.rulebook.explain import sentences


def write_files(
    cast: Cast, cycle: Cycle, settlement: Settlement, days: list[Day], folder: Path, steps: Steps
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
    _write_papers_of_meeting(cycle, folder)
    _write_ballots(cycle, folder)
    for day in days:
        _write_slips_and_paper(day, folder)
    summary = {
        "cycle": cycle.title,
        "invented": True,
        "district": cast.district.name,
        "reporters": cycle.reporters.count(),
        "ballots": {day.session.form: channels_of(day.session) for day in days},
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


def _write_papers_of_meeting(cycle: Cycle, folder: Path) -> None:
    """Plan, agenda with host script, attendance sheet: the papers of the meeting day, in Chinese."""
    meeting = cycle.meetings.get(rehearsal=False)
    papers = {
        "meeting-plan": plan_papers.plan_of,
        "host-script": plan_papers.script_of,
        "attendance": plan_papers.attendance_sheet_of,
    }
    with override("zh-hans"):
        for name, make in papers.items():
            document = make(meeting)
            (folder / f"{name}.docx").write_bytes(docx_of(document))
            (folder / f"{name}.pdf").write_bytes(pdf_of(document))


def _write_ballots(cycle: Cycle, folder: Path) -> None:
    """Of every ballot: both editions of the export, what the recount says of them, closing and count sheet."""
    sessions = BallotSession.objects.filter(meeting__cycle=cycle, meeting__rehearsal=False).order_by("pk")
    for session in sessions:
        said = []
        for edition, public in (("full", False), ("public", True)):
            path = folder / f"ballot-{session.form}-{edition}.jsonl"
            text = text_of(proving.export_of(session, public=public))
            path.write_text(text, encoding="utf-8", newline="")
            confirmed, lines = told(path, root=session.closing.root, shares=(), lang="zh")
            if not confirmed:
                raise RuntimeError(f"The recount does not confirm the ballot: {lines}")
            said += [f"shuzhi recount {path.name} --root {session.closing.root}", *lines, ""]
        (folder / f"ballot-{session.form}-recount.txt").write_text("\n".join(said), encoding="utf-8")
        with override("zh-hans"):
            closing = proving.closing_paper(session, session.closing)
            sheet = proving.count_paper(proving.count_sheet_of(session))
        for name, document in (("closing", closing), ("count-sheet", sheet)):
            (folder / f"ballot-{session.form}-{name}.docx").write_bytes(docx_of(document))
            (folder / f"ballot-{session.form}-{name}.pdf").write_bytes(pdf_of(document))


def _write_slips_and_paper(day: Day, folder: Path) -> None:
    """What lay on the table, written only now that it is worthless: the ballot is declared, no code counts any more."""
    form, group = day.session.form, day.in_hand[0].group
    own = [slip for slip in day.printed if slip.group == group]
    with override("zh-hans"):
        sheets = slips.sheets_of(own, list(counts(day.session).values()))
        cut = slips.pdf_of(day.session, sheets)
    (folder / f"ballot-{form}-slips-{group}-declared-worthless.pdf").write_bytes(cut)
    for stack in day.stacks[:1]:
        pages = len(stack.layout.pages)
        name = f"ballot-{form}-paper-{stack.group}"
        (folder / f"{name}-printed-declared-worthless.pdf").write_bytes(paper.first_set(stack))
        (folder / f"{name}-invented-pen-scan.pdf").write_bytes(paper.pdf_of(stack.scans[:pages]))


def prove(cycle: Cycle, folder: Path, steps: Steps) -> None:
    """The independent recount and the chain of the log; the demo stops when either does not hold."""
    steps.begin("复核：独立重算、日志链 Proof")
    found = running.recounted(Settlement.objects.get(cycle=cycle))
    breaks = list(breaks_in_chain())
    if found["differences"] or not found["unchanged"] or breaks:
        raise RuntimeError(f"The demo year does not prove: {found['differences']} {breaks}")
    steps.end(f"重算 {found['count']} 人完全一致，日志链完整")


def name_port(path: Path, port: int) -> str:
    """The sign-ins, in the file too with the address at which the site is served now."""
    said = path.read_text(encoding="utf-8")
    now = re.sub(r"(?<=^网址 Address: http://127\.0\.0\.1:)\d+(?=/$)", str(port), said, flags=re.MULTILINE)
    if now != said:
        path.write_text(now, encoding="utf-8")
    return now


def write_sign_ins(cast: Cast, path: Path, *, port: int) -> None:
    """One sign-in for every role; the password is fresh in every run and is good for this demo only."""
    first = min(cast.reporters.values(), key=lambda user: user.username)
    lines = [f"网址 Address: http://127.0.0.1:{port}/", f"密码 Password (all): {cast.password}", ""]
    lines += [f"{name:<12} {role.label}" for name, role, _local in DESKS]
    lines += [
        f"{first.username:<12} 述职人 Reporter ({content()['street_post']})",
        "staff01      述职人工作人员 Reporter's staff",
        *(f"{one['account']:<12} 分会场测评人 Voter at the sub-venue" for one in content()["roll"]),
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(0o600)
