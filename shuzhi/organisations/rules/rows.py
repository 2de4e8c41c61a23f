"""The workbook of organisations: its sheets, columns and rows, and what a reader finds in them."""

from dataclasses import dataclass, field
from datetime import date

from shuzhi.organisations.states import Category, Kind, Tree


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `key` is the field of the row, the headings are what the sheet may call it.

    `required`: no cell may be empty. `expected`: cells may be empty, but the column has to be there; where
    another column is left out altogether, what the database has stays as it is.
    """

    key: str
    zh: str
    en: str
    required: bool = False
    expected: bool = False

    @property
    def headings(self) -> tuple[str, str]:
        return self.zh, self.en


@dataclass(frozen=True, slots=True)
class SheetForm:
    zh: str
    en: str
    columns: tuple[Column, ...]


ORGANISATIONS = SheetForm(
    "组织",
    "Organisations",
    (
        Column("code", "代码", "Code", required=True),
        Column("name", "名称", "Name", required=True),
        Column("short_name", "简称", "Short name"),
        Column("parent_code", "上级代码", "Parent code"),
        Column("tree", "树", "Tree"),
        Column("kind", "类型", "Kind", required=True),
        Column("category", "类别", "Category"),
        Column("hidden", "隐藏", "Hidden"),
        Column("source", "来源", "Source"),
    ),
)
PEOPLE = SheetForm(
    "人员",
    "People",
    (
        Column("code", "人员编号", "Person number", required=True),
        Column("name", "姓名", "Name", required=True),
        Column("account", "登录名", "Sign-in name"),
    ),
)
TENURES = SheetForm(
    "任职",
    "Tenures",
    (
        Column("person_code", "人员编号", "Person number", required=True),
        Column("person_name", "姓名", "Name"),
        Column("organisation_code", "单位代码", "Organisation code", required=True),
        Column("organisation_name", "单位名称", "Organisation"),
        Column("post", "职务", "Post", required=True),
        Column("since", "任职日期", "From", required=True),
        Column("until", "免职日期", "Until", expected=True),
        Column("acting", "主持工作", "Acting", expected=True),
    ),
)
FORMS = (ORGANISATIONS, PEOPLE, TENURES)

# Office tables often carry these; they are not imported, and the preview says so.
SET_ASIDE = frozenset({"序号", "备注", "no", "no.", "remark", "remarks", "note", "notes"})

TREE_WORDS: dict[str, str] = {Tree.TERRITORIAL: "区域", Tree.VERTICAL: "条线"}
KIND_WORDS: dict[str, str] = {
    Kind.PROVINCE: "省级",
    Kind.CITY: "市级",
    Kind.COUNTY: "县级",
    Kind.TOWNSHIP: "乡级",
    Kind.VILLAGE: "村级",
    Kind.COMMITTEE: "工委",
    Kind.UNIT: "单位",
}
CATEGORY_WORDS: dict[str, str] = {
    Category.TERRITORIAL_COMMITTEE: "地方党委",
    Category.ORGAN: "机关",
    Category.SOE: "国有企业",
    Category.UNIVERSITY: "高校",
    Category.HOSPITAL: "公立医院",
    Category.TWO_NEW: "两新组织",
    Category.VILLAGE: "村和社区",
}
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps the workbook out: where it stands, why it is wrong and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A value that was not written as asked but has one meaning only."""

    sheet: str
    row: int
    column: str
    value: str
    taken_as: str


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """None means that the sheet has no such column (or, for tree and source, an empty cell)."""

    row: int
    code: str
    name: str
    kind: str
    short_name: str | None = None
    parent_code: str | None = None
    tree: str | None = None
    category: str | None = None
    hidden: bool | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    row: int
    code: str
    name: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class TenureRow:
    row: int
    person_code: str
    organisation_code: str
    post: str
    since: date
    until: date | None
    acting: bool
    person_name: str | None = None
    organisation_name: str | None = None

    @property
    def key(self) -> tuple[str, str, str, date]:
        return self.person_code, self.organisation_code, self.post, self.since


@dataclass(slots=True)
class Workbook:
    """What was read from a file, before it is held against the database."""

    organisations: list[OrganisationRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    tenures: list[TenureRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
