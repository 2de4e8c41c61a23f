"""Workbooks and other systems' CSV: everything or nothing, every fault with its place."""

import io

import openpyxl
import pytest
import xlsxwriter
from django.urls import reverse

from shuzhi.indicators import queries
from shuzhi.indicators.actions.importing import Source, import_figures
from shuzhi.indicators.forms.reading import read_file
from shuzhi.indicators.models import Fact, Indicator, Target
from shuzhi.indicators.queries.export import write_workbook
from shuzhi.indicators.queries.importing import plan_import
from shuzhi.indicators.tests.factories import fact, indicator
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
FACTS = ["指标代码", "单位代码", "时期", "数值", "来源", "截至日期", "更正原因"]


def workbook(**sheets):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        percent = book.add_format({"num_format": "0.0%"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write(line, place, cell[0], percent)
                    else:
                        sheet.write(line, place, cell)
    return stream.getvalue()


def planned(content, user, name="数据.xlsx"):
    return plan_import(read_file(name, content), user)


def exported(user):
    out = io.BytesIO()
    rows = {table: table.objects.filter(current=True, scaled__isnull=False) for table in (Fact, Target)}
    write_workbook(queries.indicators_for(user), rows[Fact], rows[Target], out)
    return out.getvalue()


def test_a_workbook_goes_out_and_comes_back_unchanged(places, office):
    whole = indicator("T", "实际使用外资", "万美元", decimals=2, owner=places["licang"], hard=True)
    part = indicator("P", "=HYPERLINK(1)", "万美元", part_of=whole, kinds=["township"], categories=[])
    indicator("A", "占比", "%", roll_up="ratio", numerator=part, denominator=whole, times=100, order=3)
    fact(whole, places["street"], "99999999999.99")
    fact(part, places["street"], "291", source="@SUM(1+1)")

    content = exported(office)
    plan = planned(content, office)

    assert plan.faults == []
    assert (plan.changes_nothing, plan.counts["indicators_unchanged"], plan.counts["facts_unchanged"]) == (
        True,
        3,
        2,
    )
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_everything_comes_in_from_nothing(places, office):
    indicators = [
        ["代码", "名称", "计量单位", "小数位", "归口单位代码", "周期", "汇总方式", "分子", "分母", "倍数"],
        ["A", "按期办结", "件", 0, "370213", "年", "求和", "", "", ""],
        ["B", "受理", "件", "", "370213", "年", "求和", "", "", ""],
        ["C", "按期办结率", "%", 1, "370213", "年", "求比", "A", "B", 100],
    ]
    facts = [
        FACTS,
        ["A", "370213007", "2026", "１９０", "热线平台", "2026年11月1日", ""],
        ["B", "370213007", 2026, 200, "热线平台", "2026-11-01", ""],
    ]
    targets = [
        ["指标代码", "单位代码", "时期", "目标值", "备注"],
        ["C", "370213007", "2026", "９０％", "不低于"],
    ]
    content = workbook(指标=indicators, 数据=facts, 目标=targets)

    done = import_figures(read_file("x.xlsx", content), Source("x.xlsx", content), actor=office)

    assert (done.counts["indicators_new"], done.counts["facts_new"], done.counts["targets_new"]) == (3, 2, 1)
    (line,) = [one for one in queries.lines_of(places["street"], 2026) if one.indicator.code == "C"]
    assert (line.fact.value_text, line.target.value_text, line.reached) == ("95.0", "90.0", "105.6%")


def test_a_cell_shown_in_per_cent_is_read_as_it_is_shown(places, office):
    indicator("S", "占比", "%", decimals=1)
    content = workbook(数据=[FACTS, ["S", "370213007", "2026", (0.955,), "x", "2026-11-01"]])

    (line,) = planned(content, office).facts

    assert line.scaled == 955


def test_all_faults_are_said_at_once_with_their_place(places, office):
    fact(indicator(), places["street"])
    rows = [
        FACTS,
        ["DJ-01", "370213007", "2026", "1300", "x", "2026-11-01", ""],
        ["DJ-01", "370213-JG", "2026", "约100", "x", "2026-11-01", ""],
        ["DJ-1", "370213-JG", "2026", "1", "x", "2026-11-01", ""],
        ["DJ-01", "370202", "2026", "1", "x", "2026-11-01", ""],
        ["DJ-01", "370213", "2026-11", "1", "x", "2026-11-01", ""],
        ["DJ-01", "370213", "2026", "1", "x", "2026-02-30", ""],
        ["DJ-01", "370213007001", "2026", "", "x", "2026-11-01", ""],
    ]

    plan = planned(workbook(数据=rows), office)

    assert sorted((fault.sheet, fault.row, fault.column, fault.value) for fault in plan.faults) == [
        ("数据", 2, "数值", "1300"),
        ("数据", 3, "数值", "约100"),
        ("数据", 4, "指标代码", "DJ-1"),
        ("数据", 5, "单位代码", "370202"),
        ("数据", 6, "时期", "2026-11"),
        ("数据", 7, "截至日期", "2026-02-30"),
        ("数据", 8, "数值", ""),
    ]
    assert all(fault.reason for fault in plan.faults)
    with pytest.raises(Refused):
        import_figures(read_file("x.xlsx", workbook(数据=rows)), Source("x", b""), actor=office)
    assert Fact.objects.count() == 1


def test_a_correction_comes_in_with_its_reason(places, office):
    fact(indicator(), places["street"])
    content = workbook(
        数据=[FACTS, ["DJ-01", "370213007", "2026", "1,300", "台账", "2026-11-02", "核实后更正"]]
    )

    import_figures(read_file("x.xlsx", content), Source("x.xlsx", content), actor=office)

    assert [one.value_text for one in queries.facts_for(places["street"], 2026)] == ["1,300"]
    assert Fact.objects.count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_another_systems_csv_is_taken(places, office, encoding, separator):
    indicator()
    lines = [
        ["指标代码", "单位代码", "时期", "数值", "来源", "截至日期", "内部流水号"],
        ["DJ-01", "370213007", "2026", "1234", "党务系统", "2026/11/1", "9"],
    ]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)

    plan = planned(content, office, "export.csv")

    assert [(line.code, line.scaled, line.said["source"]) for line in plan.facts] == [
        ("DJ-01", 1234, "党务系统")
    ]
    assert any("内部流水号" in note for note in plan.notes)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"%PDF-1.7", b"<html></html>"])
def test_what_is_no_workbook_is_said_to_be_none(places, office, content):
    plan = planned(content, office)

    assert (len(plan.faults) > 0, plan.changes_nothing) == (True, True)


def test_staff_import_for_their_place_and_define_nothing(places, staff):
    indicator()
    own = workbook(数据=[FACTS, ["DJ-01", "370213007", "2026", "5", "x", "2026-11-01"]])
    define = workbook(指标=[["代码", "名称", "计量单位", "归口单位代码"], ["N", "新指标", "个", "370213007"]])

    assert (len(planned(own, staff).facts), len(planned(define, staff).faults)) == (1, 1)


def test_the_pages_lead_from_file_to_import(client, places, office):
    indicator()
    client.force_login(office)
    file = io.BytesIO(workbook(数据=[FACTS, ["DJ-01", "370213007", "2026", "5", "x", "2026-11-01"]]))
    file.name = "十一月.xlsx"

    client.post(reverse("indicators:upload"), {"file": file})
    preview = client.get(reverse("indicators:preview-import"))
    done = client.post(reverse("indicators:confirm-import"), follow=True)

    assert (preview.status_code, preview.context["counts"]["facts_new"]) == (200, 1)
    assert (done.status_code, Fact.objects.get().source_file.name, "十一月.xlsx" in done.text) == (
        200,
        "十一月.xlsx",
        True,
    )
    assert Indicator.objects.count() == 1
