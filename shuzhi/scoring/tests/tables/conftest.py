"""A county in small: three reporters, one filled workbook, and ways to spoil it."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.rulebook.model import Rulebook

Rows = list[list[object]]
Sheets = dict[str, Rows]


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    return load(Path(__file__).with_name("rules.yaml"))


@pytest.fixture
def sheets() -> Sheets:
    """A sound input: every test spoils what it is about."""
    return {
        "述职人": [
            ["代码", "单位", "姓名", "类别", "方式", "不参加考核", "片区"],
            ["X01", "东街道", "王一", "乡镇", "现场", None, "东"],
            ["X02", "西街道", "李二", "乡镇", "书面", None, "西"],
            ["X03", "财政局", "张三", "机关", "现场", "任职不满半年", None],
        ],
        "测评票-现场测评": [
            ["代码", "票类", "总体评价", "查摆问题"],
            ["X01", "A", "好", "好"],
            ["X01", "A", "好", "较好"],
            ["X01", "B", "一般", "不了解"],
            ["X02", "A", "较好", None],
            ["X02", "B", "差", "差"],
        ],
        "测评票-互评": [
            ["代码", "评价人", "总体评价"],
            ["X01", "X02", 90],
            ["X02", "X01", 88],
        ],
        "发票登记": [
            ["票种", "票类", "发出", "收回", "无效"],
            ["现场测评", "A", 3, 2, 0],
            ["现场测评", "B", 1, 1, 0],
        ],
        "成绩与结果": [
            ["代码", "党建考核分", "年度考核", "满意度（满意）", "满意度（有效）"],
            ["X01", 92.5, "优秀", 95, 100],
            ["X02", 88, "合格", None, None],
        ],
        "检查清单": [
            ["代码", "考核项", "条目", "次数或评定", "依据"],
            ["X01", "日常检查", "未按期换届", 1, None],
            ["X01", "日常检查", "三会一课", "好", None],
            ["X01", "日常检查", "材料", 9, None],
        ],
        "加减分": [
            ["代码", "名目", "条目", "次数或分值", "依据"],
            ["X01", "表彰", "市级", 1, "市委〔2026〕1号"],
        ],
        "一票否决": [["代码", "否决事项", "依据", "日期", "认定机关"]],
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets as a real workbook with openpyxl; ``touch`` may spoil it before it is saved."""

    def to_file(
        sheets: Sheets, touch: Callable[[openpyxl.Workbook], None] | None = None, name: str = "输入.xlsx"
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if touch is not None:
            touch(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return to_file


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets as a folder of CSV in the given encoding, with the given separator."""

    def to_folder(sheets: Sheets, encoding: str = "utf-8", separator: str = ",") -> Path:
        place = tmp_path / "表"
        place.mkdir(exist_ok=True)
        for title, rows in sheets.items():
            lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in rows]
            (place / f"{title}.csv").write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return place

    return to_folder
