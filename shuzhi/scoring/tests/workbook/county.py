"""An invented county: as many reporters and voters as asked for, every kind of case among them."""

import random
from pathlib import Path

import xlsxwriter

from shuzhi.scoring.rulebook.load import load

RULES = Path(__file__).with_name("county.yaml")
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张", "建国志强秀英丽华海涛文静晓东明远"
PLACES = "东平西岭南湖北河中山上田下塘石桥青林红旗新华长安"
ROWS = ["总体评价", "履行第一责任人职责", "抓重点任务", "查摆解决问题"]
OPTIONS = ["好", "较好", "一般", "差", "不了解"]
GROUPS = {"A": 0.1, "B": 0.3, "C": 0.6}


def rules():
    return load(RULES)


def people(size):
    luck = random.Random(2026)
    kinds = [("乡镇街道", "镇党委"), ("机关", "局党组"), ("国有企业", "公司党委")]
    for number in range(size):
        category, tail = kinds[0 if number < size * 0.5 else 1 if number < size * 0.8 else 2]
        unit = luck.choice(PLACES) + luck.choice(PLACES) + tail
        name = luck.choice(FAMILY) + luck.choice(GIVEN) + (luck.choice(GIVEN) if luck.random() < 0.6 else "")
        yield f"D{number + 1:03d}", f"{unit}", name, category, "书面" if number % 6 == 5 else "现场"


def ballots(size, voters):
    luck = random.Random(7)
    quality = [luck.uniform(0.45, 0.97) for _ in range(size)]
    if size > 3:
        quality[3] = 0.15
    for group, share in GROUPS.items():
        for _ in range(max(1, round(voters * share))):
            mood = luck.uniform(-0.1, 0.1)
            for number in range(size):
                if (number, group) == (size - 2, "B"):
                    continue
                yield f"D{number + 1:03d}", group, *(_mark(luck, quality[number] + mood) for _ in ROWS)


def _mark(luck, quality):
    draw = luck.random()
    if draw < 0.02:
        return "不了解"
    if draw < 0.03:
        return ""
    value = quality + luck.gauss(0, 0.18)
    return "好" if value > 0.68 else "较好" if value > 0.42 else "一般" if value > 0.22 else "差"


def facts(size):
    luck = random.Random(11)
    for number in range(size):
        asked = luck.randrange(20, 120)
        label = "不合格" if number == 5 else luck.choice(["优秀", "合格"])
        township = number < size * 0.5
        score = luck.randrange(750, 990) / 10
        yield (
            f"D{number + 1:03d}",
            score,
            label,
            int(asked * luck.uniform(0.7, 1)) if township else "",
            asked if township else "",
        )


def write_county(path, size=60, voters=150):
    """Writes the filled workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheets = {
            "述职人": [["代码", "单位", "姓名", "类别", "方式", "不参加考核"]]
            + [[*one, "任职不满半年" if at == size - 1 else ""] for at, one in enumerate(people(size))],
            "测评票-现场测评": [["代码", "票类", *ROWS], *ballots(size, voters)],
            "发票登记": [["票种", "票类", "发出", "收回", "无效"]]
            + [
                ["现场测评", group, round(voters * share) + 2, round(voters * share) + 1, 1]
                for group, share in GROUPS.items()
            ],
            "成绩与结果": [
                ["代码", "党建考核分", "单位年度考核", "群众满意度（满意）", "群众满意度（有效）"],
                *facts(size),
            ],
            "加减分": [
                ["代码", "名目", "条目", "次数或分值", "依据"],
                ["D001", "表彰奖励", "省级表彰", 1, "省委〔2026〕5号"],
                ["D002", "表彰奖励", "市级表彰", 3, "市委〔2026〕8号"],
                ["D003", "通报批评", "县级通报", 2, "县委办〔2026〕3号"],
            ],
            "一票否决": [
                ["代码", "否决事项", "依据", "日期", "认定机关"],
                ["D007", "党建责任事故", "县纪〔2026〕12号", "2026-06-01", "县纪委监委"],
            ],
        }
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, [None if cell == "" else cell for cell in row])
    return path
