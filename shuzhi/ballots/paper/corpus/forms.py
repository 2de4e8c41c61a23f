"""The invented forms of the corpus: one row, several rows side by side, marks from 0 to 10, marks to 100."""

from __future__ import annotations

from shuzhi.ballots.paper.layout import Layout
from shuzhi.ballots.sheet import Sheet, SheetGroup, SheetReporter, SheetRow

NAMES = (
    *("王建国", "李秀英", "欧阳文静", "赵卫东", "陈晓燕", "刘志强", "孙丽"),
    *("周大勇", "吴桂兰", "郑海涛", "冯雪梅", "褚云飞", "卫国平", "蒋若男"),
)
GRADES = ("好", "较好", "一般", "差")


def layouts() -> tuple[Layout, ...]:
    """Every kind of box there is; all belong to one form id, so the groups tell them apart."""
    forms = (
        (14, (SheetRow("总体评价", (*GRADES, "不了解")),)),
        (9, (SheetRow("履行职责", GRADES), SheetRow("作风建设", (*GRADES, "弃权")))),
        (11, (SheetRow("履职评分", (), "0", "10", "1"),)),
        (6, (SheetRow("综合得分", (), "0", "100", "1"),)),
    )
    return tuple(
        Layout.of(_sheet(people, rows), group) for (people, rows), group in zip(forms, "ABCD", strict=True)
    )


def _sheet(people: int, rows: tuple[SheetRow, ...]) -> Sheet:
    reporters = tuple(
        SheetReporter(f"{at:02}", name, f"示例县第{at}街道", "党工委书记")
        for at, name in enumerate(NAMES[:people], start=1)
    )
    groups = tuple(SheetGroup(name, f"{name}类票") for name in "ABCD")
    return Sheet("年度述职测评", "测评票", reporters, rows, groups)
