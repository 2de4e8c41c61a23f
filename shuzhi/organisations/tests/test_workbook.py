from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.organisations import queries
from shuzhi.organisations.actions.importing import Source, import_workbook
from shuzhi.organisations.forms.workbook import read_workbook
from shuzhi.organisations.models import Organisation, Person, Tenure, WorkbookImport
from shuzhi.organisations.queries.export import write_workbook
from shuzhi.organisations.queries.import_plan import plan_import
from shuzhi.organisations.tests.factories import district, person, tenure
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db

ORGANISATIONS = ["代码", "名称", "简称", "上级代码", "树", "类型", "类别", "隐藏", "来源"]
PEOPLE = ["人员编号", "姓名", "登录名"]
MARCH, MAY = datetime.fromisoformat("2021-03-01"), datetime.fromisoformat("2024-05-06")
TENURES = ["人员编号", "姓名", "单位代码", "单位名称", "职务", "任职日期", "免职日期", "主持工作"]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def exported() -> bytes:
    out = BytesIO()
    write_workbook(Organisation.objects.all(), out)
    return out.getvalue()


def bring_in(content: bytes, actor=None) -> WorkbookImport:
    return import_workbook(read_workbook(content), Source("组织.xlsx", content), actor=actor)


def a_whole_workbook() -> bytes:
    return workbook(
        组织=[
            ORGANISATIONS,
            ["370213", "李沧区", None, None, "区域", "县级", "地方党委", "否", "手工"],
            ["370213007", "李村街道", "李村", "370213", "区域", "乡级", "地方党委", "否", "手工"],
            ["370213007001", "东李社区", None, "370213007", "区域", "村级", "村和社区", "否", "手工"],
            ["370213-JG", "区直机关工委", None, "370213", "条线", "工委", None, "否", "手工"],
            ["0012", "第一医院（三甲）", None, "370213-JG", "条线", "单位", "公立医院", "否", "手工"],
        ],
        人员=[PEOPLE, ["0007", "王秀兰", None], ["0008", "李强", None]],
        任职=[
            TENURES,
            ["0007", "王秀兰", "370213007", "李村街道", "党工委书记", MARCH, MAY, "否"],
            ["0008", "李强", "370213007", "李村街道", "党工委书记", MAY, None, "否"],
        ],
    )  # fmt: skip


def test_what_is_imported_is_exported_cell_for_cell():
    content = a_whole_workbook()

    bring_in(content)

    assert cells(exported()) == cells(content)


def test_what_is_exported_imports_without_any_change():
    places = district()
    tenure(person("王秀兰"), places["street"], until=date(2024, 5, 6))
    tenure(person("李强"), places["street"], since=date(2024, 5, 6))
    tenure(person("赵敏"), places["organ"], post="党组书记", acting=True)
    before = (
        list(Organisation.objects.order_by("pk").values()),
        list(Person.objects.values()),
        list(Tenure.objects.values()),
    )

    book = read_workbook(exported())
    plan = plan_import(book, None)
    done = import_workbook(book, Source("again.xlsx", b""), actor=None)

    after = (
        list(Organisation.objects.order_by("pk").values()),
        list(Person.objects.values()),
        list(Tenure.objects.values()),
    )
    assert (plan.faults, plan.understood, plan.changes_nothing) == ([], [], True)
    assert done.counts == {
        "organisations_new": 0, "organisations_changed": 0, "organisations_moved": 0, "organisations_unchanged": 7,
        "people_new": 0, "people_changed": 0, "people_unchanged": 3,
        "tenures_new": 0, "tenures_changed": 0, "tenures_unchanged": 3,
    }  # fmt: skip
    assert before == after


def test_the_tree_is_sound_after_an_import_below_existing_nodes():
    places = district()
    content = workbook(
        组织=[
            ORGANISATIONS,
            ["370213007003", "二号社区", None, "370213007", "区域", "村级", "村和社区", "否", None],
            ["370213099", "新街道", None, "370213", "区域", "乡级", "地方党委", "否", None],
            ["370213099001", "一号社区", None, "370213099", "区域", "村级", "村和社区", "否", None],
        ]
    )

    bring_in(content)

    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    assert [row.code for row in queries.subtree(places["licang"])] == [
        "370213", "370213007", "370213007001", "370213007003", "370213-JG", "370213-JG-01", "370213099", "370213099001",
    ]  # fmt: skip


def test_a_new_parent_moves_the_subtree_and_the_roles_in_it():
    places = district()
    office = user_with("office", places["street"].path)

    bring_in(
        workbook(组织=[["代码", "名称", "类型", "上级代码"], ["370213007", "李村街道", "乡级", "370202"]])
    )

    street = Organisation.objects.get(code="370213007")
    assert Organisation.objects.get_parent(street).code == "370202"
    assert office.grants.get().organisation_path == street.path
    assert [row.code for row in queries.within(office, "organisation.manage")] == [
        "370213007",
        "370213007001",
    ]
    assert Organisation.objects.find_problems() == ([], [], [], [], [])


def test_columns_that_are_left_out_leave_the_database_as_it_is():
    places = district()

    bring_in(
        workbook(Organisations=[["Code", "Name", "Kind"], ["370213-JG", "区直机关工作委员会", "committee"]])
    )

    sector = Organisation.objects.get(code="370213-JG")
    assert (sector.name, sector.tree, Organisation.objects.get_parent(sector), sector.source) == (
        "区直机关工作委员会", "vertical", places["licang"], "workbook",
    )  # fmt: skip


def test_full_width_digits_and_stray_spaces_are_accepted_and_reported():
    district()
    content = workbook(
        组织=[
            ["2026年单位名册", None, None, None, None],
            ["序号", "代 码", "名称 *", "类型", "上级代码"],
            [1, "３７０２１３００８", "  虎山路街道　", "乡级", 370213],
        ],
        人员=[PEOPLE, [20, "张　三", None]],
        任职=[TENURES, ["20", None, "370213008", None, "书记", "2021年3月1日", "至今", None] ],
        说明=[["请勿修改表头"]],
    )  # fmt: skip

    book = read_workbook(content)

    assert book.faults == []
    assert [(x.sheet, x.row, x.column, x.value, x.taken_as) for x in book.understood] == [
        ("组织", 2, "序号", "序号", "这一列不导入"),
        ("组织", 3, "代码", "３７０２１３００８", "370213008"),
        ("组织", 3, "名称", "  虎山路街道　", "虎山路街道"),
        ("组织", 3, "上级代码", "370213", "370213（按文本）"),
        ("人员", 2, "人员编号", "20", "20（按文本）"),
        ("人员", 2, "姓名", "张　三", "张三"),
        ("任职", 2, "任职日期", "2021年3月1日", "2021-03-01"),
        ("任职", 2, "免职日期", "至今", ""),
        ("说明", 0, "", "说明", "未读取：不是本表的工作表"),
    ]
    assert bring_in(content).counts["tenures_new"] == 1
    assert str(Person.objects.get(code="20")) == "张三"


def a_workbook_full_of_faults() -> bytes:
    return workbook(
        组织=[
            ORGANISATIONS,
            ["370213008", None, None, "370213", "区域", "乡级", None, "否", None],
            ["370213009", "甲街道", None, "370219", "区域", "乡镇级", None, "大概", None],
            ["370213010", "乙街道", None, "370219", "区域", "乡级", None, "否", None],
            ["370213011", "丙街道", None, "370213-JG", "区域", "乡级", None, "否", None],
            ["370213012", "丁街道", None, "370213013", "区域", "乡级", None, "否", None],
            ["370213013", "戊街道", None, "370213012", "区域", "乡级", None, "否", None],
            ["370213014", "己街道", None, "370213", "区域", "乡级", None, "否", None],
            ["370213014", "庚街道", None, "370213", "区域", "乡级", None, "否", None],
        ],
        人员=[PEOPLE, ["0009", "李强", "nobody"]],
        任职=[
            TENURES,
            ["0009", "李强", "370213007", None, "党工委书记", "2024-05-06", None, None],
            ["0007", "王秀英", "370213007", None, "主任", "2024-13-06", None, None],
            ["0010", None, "370213007", None, "主任", "2024-05-06", "2024-05-06", None],
            ["0010", None, "370213007", None, "主任", "2024-05-06", None, None],
            ["0007", None, "999", None, "主任", "2024-05-06", None, None],
        ],
    )  # fmt: skip


def test_all_faults_of_all_sheets_are_listed_at_once_and_nothing_is_written():
    places = district()
    tenure(person("王秀兰", code="0007"), places["street"], since=date(2021, 3, 1))
    before = (
        Organisation.objects.count(),
        Person.objects.count(),
        Tenure.objects.count(),
        Entry.objects.count(),
    )
    content = a_workbook_full_of_faults()

    plan = plan_import(read_workbook(content), None)
    with pytest.raises(Refused):
        bring_in(content)

    assert [(x.sheet, x.row, x.column, x.value) for x in plan.faults] == [
        ("组织", 2, "名称", ""),
        ("组织", 3, "类型", "乡镇级"),
        ("组织", 3, "隐藏", "大概"),
        ("组织", 4, "上级代码", "370219"),
        ("组织", 5, "树", "区域"),
        ("组织", 6, "上级代码", "370213013"),
        ("组织", 7, "上级代码", "370213012"),
        ("组织", 8, "代码", "370213014"),
        ("组织", 9, "代码", "370213014"),
        ("人员", 2, "登录名", "nobody"),
        ("任职", 2, "任职日期", "2024-05-06"),
        ("任职", 3, "任职日期", "2024-13-06"),
        ("任职", 4, "免职日期", "2024-05-06"),
        ("任职", 5, "人员编号", "0010"),
        ("任职", 6, "单位代码", "999"),
    ]
    assert all(x.reason and x.advice for x in plan.faults)
    after = (
        Organisation.objects.count(),
        Person.objects.count(),
        Tenure.objects.count(),
        Entry.objects.count(),
    )
    assert before == after


def test_the_office_of_one_district_imports_nothing_into_another():
    places = district()
    office = user_with("office", places["licang"].path)
    content = workbook(
        组织=[
            ["代码", "名称", "类型", "上级代码"],
            ["370213008", "虎山路街道", "乡级", "370213"],
            ["370202001", "云南路街道", "乡级", "370202"],
            ["370202", "市南新区", "县级", "3702"],
            ["99", "新的根", "省级", None],
        ]
    )

    plan = plan_import(read_workbook(content), office)

    assert [(x.row, x.column) for x in plan.faults] == [(3, "上级代码"), (4, "代码"), (5, "上级代码")]


def test_nobody_links_the_own_account_to_a_person():
    places = district()
    office = user_with("office", places["licang"].path)
    holder = person("王秀兰", code="0007")
    tenure(holder, places["street"])

    plan = plan_import(read_workbook(workbook(人员=[PEOPLE, ["0007", "王秀兰", office.username]])), office)

    assert [(x.row, x.column, x.value) for x in plan.faults] == [(2, "登录名", office.username)]


def test_text_that_looks_like_a_formula_stays_text():
    places = district()
    evil = '=HYPERLINK("http://x")'
    Organisation.objects.filter(pk=places["street"].pk).update(name=evil, short_name="+1", source="@x")

    book = openpyxl.load_workbook(BytesIO(exported()))

    row = next(row for row in book["组织"].iter_rows() if row[0].value == "370213007")
    assert [(cell.value, cell.data_type) for cell in (row[0], row[1], row[2], row[8])] == [
        ("370213007", "s"), (evil, "s"), ("+1", "s"), ("@x", "s"),
    ]  # fmt: skip
    assert plan_import(read_workbook(exported()), None).changes_nothing


def test_accounts_and_successions_swap_in_one_workbook():
    places = district()
    one, two = user_with(name="甲"), user_with(name="乙")
    first, second = person("王秀兰", code="0007"), person("李强", code="0008")
    Person.objects.filter(pk=first.pk).update(user=one)
    Person.objects.filter(pk=second.pk).update(user=two)
    tenure(first, places["street"], since=date(2021, 3, 1))
    content = workbook(
        人员=[PEOPLE, ["0007", "王秀兰", two.username], ["0008", "李强", one.username]],
        任职=[
            TENURES,
            ["0008", None, "370213007", None, "党工委书记", "2024-05-06", None, "否"],
            ["0007", None, "370213007", None, "党工委书记", "2021-03-01", "2024-05-06", "否"],
        ],
    )

    bring_in(content)

    assert dict(Person.objects.values_list("code", "user__username")) == {
        "0007": two.username,
        "0008": one.username,
    }
    assert [t.person.code for t in queries.holders(places["street"], "党工委书记", date(2024, 5, 6))] == [
        "0008"
    ]
