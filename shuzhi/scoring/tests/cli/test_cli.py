"""The command as a person runs it: files in, files out, exit codes, and nothing written when anything is wrong."""

import re
import resource
import subprocess
import sys
import textwrap

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuzhi.scoring.cli import main
from shuzhi.scoring.tests.workbook.county import RULES, write_county

COUNTRY = """
考核办法版式: 1
名称: 全国
版本: "1"
依据: 测试
选项组: {四等: {好: 100, 较好: 85, 一般: 70, 差: 50}}
票种: {测评: {选项: 四等, 票类: {P: {权重: 100, 票数不足: 暂停}}}}
计分: {测评: {权重: 100, 来源: 测评, 票种: 测评}}
等次: {好: {起: 90}, 较好: {起: 80}, 一般: {起: 60}, 差: {起: 0}}
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return write_county(tmp_path_factory.mktemp("cli") / "某县.xlsx", size=24, voters=60)


@pytest.fixture
def other(tmp_path):
    path = tmp_path / "新办法.yaml"
    path.write_text(RULES.read_text(encoding="utf-8").replace("{起: 88}", "{起: 95}"), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "坏办法.yaml"
    text = RULES.read_text(encoding="utf-8").replace("权重: 40, 最少票数: 3", "权重: 41, 最少票数: 3")
    path.write_text(
        text.replace("来源: 测评, 票种: 现场测评", "来源: 测评, 票种: 现场测平", 1), encoding="utf-8"
    )
    return path


@pytest.fixture(autouse=True)
def chinese(monkeypatch):
    monkeypatch.setenv("SHUZHI_LANG", "zh")


def run(*words):
    return main([str(word) for word in words])


def test_a_sound_rulebook_is_confirmed_and_a_broken_one_lists_every_fault(broken, capsys):
    assert run("rulebook", "check", RULES) == 0
    assert capsys.readouterr().out.endswith("没有发现问题。\n")

    assert run("rulebook", "check", RULES, broken) == 2
    told = capsys.readouterr()
    assert (told.out.count("\n"), told.err.count("改法：") >= 2, "坏办法.yaml" in told.err) == (1, True, True)


def test_a_rulebook_is_said_back_in_both_languages(capsys):
    assert run("rulebook", "explain", RULES) == 0
    assert "等次" in capsys.readouterr().out
    assert run("rulebook", "explain", RULES, "--lang", "en") == 0
    assert "grade" in capsys.readouterr().out.lower()


def test_the_empty_workbook_is_never_written_over_another(tmp_path, capsys):
    out = tmp_path / "空表.xlsx"
    assert run("workbook", "new", "--rulebook", RULES, "--out", out) == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "填表说明"
    before = out.read_bytes()

    assert run("workbook", "new", "--rulebook", RULES, "--out", out) == 2
    assert ("已存在" in capsys.readouterr().err, out.read_bytes() == before) == (True, True)
    assert run("workbook", "new", "--rulebook", RULES, "--out", out, "--force", "--lang", "en") == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "How to fill in"


def test_settle_and_recount_agree(county, tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    assert run("settle", county, "--rulebook", RULES, "--out", out) == 0
    assert capsys.readouterr().out.startswith("共 24 人：")

    assert run("recount", county, "--rulebook", RULES, "--against", out) == 0
    assert capsys.readouterr().out == "复算 24 人，全部一致。\n"


def test_recount_names_every_cell_that_differs(county, tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    run("settle", county, "--rulebook", RULES, "--out", out)
    book = openpyxl.load_workbook(out)
    sheet = book["结果与等次建议"]
    heading = {cell.value: cell.column for cell in sheet[4]}
    sheet.cell(5, heading["综合得分"]).value += 0.0001
    sheet.cell(6, heading["建议等次"]).value = "差"
    gone = sheet.cell(7, heading["代码"]).value
    sheet.cell(7, heading["代码"]).value = "没有这个人"
    book.save(out)
    capsys.readouterr()

    assert run("recount", county, "--rulebook", RULES, "--against", out) == 1

    told = capsys.readouterr().out
    letter = {name: openpyxl.utils.get_column_letter(at) for name, at in heading.items()}
    assert f"结果与等次建议!{letter['综合得分']}5 " in told
    assert f"结果与等次建议!{letter['建议等次']}6 " in told
    assert (f"— {gone} " in told, told.splitlines()[-1]) == (True, "复算 24 人，4 处不一致。")


def test_recount_in_english_and_against_something_else(county, tmp_path, capsys):
    assert run("recount", county, "--rulebook", RULES, "--against", county, "--lang", "en") == 2
    assert "this is not a result workbook" in capsys.readouterr().err


def test_faults_are_all_listed_and_nothing_is_written(county, tmp_path, capsys):
    spoiled = tmp_path / "错.xlsx"
    book = openpyxl.load_workbook(county)
    book["测评票-现场测评"]["C2"] = "很好"
    book["成绩与结果"]["B3"] = "九十"
    book.save(spoiled)
    out = tmp_path / "out"
    out.mkdir()

    code = run("settle", spoiled, "--rulebook", RULES, "--out", out / "r.xlsx", "--parquet-out", out / "p")

    told = capsys.readouterr().err
    assert (code, list(out.iterdir())) == (2, [])
    assert ("（C2）：“很好”" in told, "（B3）：“九十”" in told) == (True, True)
    assert told.endswith("共 2 处错误，没有写出任何文件。\n")


def test_the_input_is_never_written_over(county, capsys):
    assert run("settle", county, "--rulebook", RULES, "--out", county) == 2
    assert capsys.readouterr().err == "结果不能覆盖输入文件。\n"


def test_a_place_that_cannot_be_written_is_a_sentence(county, tmp_path, capsys):
    assert run("settle", county, "--rulebook", RULES, "--out", tmp_path / "没有" / "r.xlsx") == 2
    assert capsys.readouterr().err.startswith("无法读写")


def test_a_comparison_says_who_and_why(county, other, tmp_path, capsys):
    out = tmp_path / "r.xlsx"

    assert run("settle", county, "--rulebook", RULES, "--out", out, "--compare", other) == 0

    told = capsys.readouterr().out
    assert "好 → 较好" in told
    assert "“好”线 88.00 → 95.00" in told
    assert "对比" in openpyxl.load_workbook(out).sheetnames


def test_every_column_as_parquet(county, tmp_path):
    run("settle", county, "--rulebook", RULES, "--parquet-out", tmp_path / "列", "--processes", "2")

    table = pq.read_table(tmp_path / "列" / "result.parquet")

    assert (table.num_rows, table["reporter/code"][0].as_py()) == (24, "D001")
    assert {"composite", "grade", "rank", "g/现场述职/总体评价/A"} <= set(table.column_names)
    assert table.schema.metadata[b"shuzhi.precision"] == b"4"


def test_a_compact_folder_is_settled_part_by_part(tmp_path, capsys):
    rules = tmp_path / "办法.yaml"
    rules.write_text(COUNTRY, encoding="utf-8")
    folder = tmp_path / "全国"
    folder.mkdir()
    people = {"organiser": ["甲", "甲", "乙"], "code": ["1", "2", "3"]}
    order = sorted(range(3), key=lambda i: people["organiser"][i])
    pq.write_table(
        pa.table({name: [cells[i] for i in order] for name, cells in people.items()}),
        folder / "reporters.parquet",
    )
    marks = {"reporter": pa.array([0, 0, 1, 2], pa.uint32()), "group": pa.array([0] * 4, pa.uint8())}
    pq.write_table(
        pa.table(marks | {"总体评价": pa.array([1, 2, 1, 0], pa.uint8())}), folder / "ballots_测评.parquet"
    )

    assert run("settle", folder, "--rulebook", rules, "--parquet-out", tmp_path / "结果") == 0

    assert "已写出" in capsys.readouterr().out
    part = pq.read_table(tmp_path / "结果" / "part-00000.parquet")
    assert part["composite"].to_pylist() == [925_000, 1_000_000, None]
    assert run("settle", folder, "--rulebook", rules, "--parquet-out", tmp_path / "结果") == 2


def test_it_needs_no_django_no_server_and_no_account(county, tmp_path):
    program = f"""
        import sys

        class Blocked:
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] in ("django", "sqlite3", "psycopg", "allauth"):
                    raise ImportError(f"{{name}} is blocked")

        sys.meta_path.insert(0, Blocked())
        from shuzhi.scoring.cli import main
        sys.exit(main(["settle", {str(county)!r}, "--rulebook", {str(RULES)!r}, "--out", {str(tmp_path / "r.xlsx")!r}]))
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr, (tmp_path / "r.xlsx").exists()) == (0, "", True)


def test_a_wrong_word_is_answered_without_loading_anything_heavy():
    program = "import sys, shuzhi.scoring.cli; print(sorted({'numpy', 'pyarrow', 'xlsxwriter', 'yaml'} & set(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout == "[]\n"


def test_the_language_comes_from_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("SHUZHI_LANG", "en_US.UTF-8")

    run("rulebook", "check", RULES)

    assert capsys.readouterr().out.endswith("no fault found.\n")


def test_a_county_takes_less_than_two_seconds_from_file_to_result(tmp_path):
    path = write_county(tmp_path / "某县.xlsx", size=60, voters=150)
    words = [
        sys.executable,
        "-m",
        "shuzhi.scoring.cli",
        "settle",
        path,
        "--rulebook",
        RULES,
        "--out",
        tmp_path / "r.xlsx",
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    subprocess.run(words, check=True, capture_output=True, timeout=60)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time on the processor: other programs on the machine do not make ours slower by it.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_who_is_stopped_and_by_what_is_said_at_once(county, tmp_path, capsys):
    book = openpyxl.load_workbook(county)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("测评票"))
    code = next(sheet.cell(row, 1).value for row in range(4, sheet.max_row) if sheet.cell(row, 1).value)
    for row in range(sheet.max_row, 3, -1):
        if sheet.cell(row, 1).value == code:
            sheet.delete_rows(row)
    book.save(tmp_path / "缺票.xlsx")

    assert run("settle", tmp_path / "缺票.xlsx", "--rulebook", RULES, "--out", tmp_path / "x.xlsx") == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith(f"  {code} ")]
    assert (len(told), "的票数不足（" in told[0], " 0 票，应有 " in told[0]) == (1, True, True)


def test_a_comparison_says_under_which_rulebook_the_data_cannot_be_read(county, tmp_path, capsys):
    other = tmp_path / "改名.yaml"
    text = RULES.read_text(encoding="utf-8")
    group = re.search(r"票类:\n\s+(\S+):", text)[1]
    other.write_text(re.sub(rf"(?<![\w并入]){group}: {{", f"{group}改: {{", text), encoding="utf-8")

    words = ("settle", county, "--rulebook", RULES, "--compare", other, "--out", tmp_path / "x.xlsx")
    assert run(*words) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"按对比的办法“{other}”读取同一份数据时（按“{RULES}”读取没有问题）："
    assert f"“{group}”不是已知的票类（同样的共 " in "".join(told)


def test_faults_in_a_workbook_made_for_another_rulebook_say_so_first(other, tmp_path, capsys):
    run("workbook", "new", "--rulebook", other, "--out", tmp_path / "空.xlsx")
    capsys.readouterr()

    assert run("settle", tmp_path / "空.xlsx", "--rulebook", RULES, "--out", tmp_path / "x.xlsx") == 2
    assert capsys.readouterr().err.splitlines() == [
        "注意：工作簿是按另一个办法（或另一版本）生成的，现按给出的办法读取。",
        "《述职人》：没有一名述职人。请填写述职人。",
        "共 1 处错误，没有写出任何文件。",
    ]
