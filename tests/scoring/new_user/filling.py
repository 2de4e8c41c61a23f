"""Fills the empty workbook as a hospital's office would: ninety judges' ballots, a count sheet, untidy cells."""

import openpyxl

PEOPLE = [  # code, unit, person, category, site, months in office
    ("L01", "心内科", "王建国", "临床科室", "本部", 38), ("L02", "骨科", "李红梅", "临床科室", "本部", 52),
    ("L03", "儿科", "张志强", "临床科室", "东院", 17), ("L04", "急诊科", "刘芳", "临床科室", "本部", 29),
    ("L05", "康复科", "陈伟", "临床科室", "东院", 12), ("L06", "中医科", "杨静", "临床科室", "东院", 44),
    ("L07", "妇产科", "赵敏", "临床科室", "本部", 61), ("L08", "普外科", "周涛", "临床科室", "本部", 33),
    ("L09", "眼科", "吴磊", "临床科室", "东院", 20), ("X01", "医务部", "徐丽", "行政职能", "本部", 40),
    ("X02", "护理部", "孙倩", "行政职能", "本部", 36), ("X03", "财务部", "马超", "行政职能", "本部", 25),
    ("X04", "后勤部", "朱军", "行政职能", "东院", 18), ("X05", "信息部", "胡杰", "行政职能", "本部", 4),
]  # fmt: skip

# The panel: each judge leans from a department's level by a fixed amount; L09 was on sick leave.
LEVEL = {"L01": 93, "L02": 91.5, "L03": 88, "L04": 90, "L05": 86, "L06": 89, "L07": 94, "L08": 92,
         "X01": 91, "X02": 91, "X03": 87.5, "X04": 84, "X05": 85}  # fmt: skip
LEANS = (0, 1.5, -2, 3, -4.5, 0.5, 2)

# The secret ballot: good votes in ten, and groups that were small or did not vote at all.
GOOD = {"L01": 9, "L02": 8, "L03": 7, "L04": 8, "L05": 6, "L06": 7, "L07": 9, "L08": 8,
        "X01": 7, "X02": 7, "X03": 6, "X04": 4, "X05": 6}  # fmt: skip
VOTERS = {"院领导": 7, "职工": 20, "护理": 6, "患者": 8}
FEW = {("L03", "患者"): 3, ("L04", "护理"): 4, ("L05", "护理"): 2, ("L05", "患者"): 2}
ROWS = ("总体评价", "履职实绩", "医德医风")
SPECIAL = {  # two with the same points from different votes, one with many poor ones
    ("X01", "院领导", "履职实绩"): [4, 1, 2, 0, 0],
    ("X02", "院领导", "履职实绩"): [5, 1, 0, 1, 0],
    ("X04", "职工", "总体评价"): [5, 3, 2, 9, 1],
}

# quality, favourable, valid, days in hospital, rate of tasks done
RECORDS = {
    "L01": ("A级", 186, 200, 7.2, None), "L02": ("未评", 92, 100, 8.1, None), "L03": ("B级", 55, 60, 6.4, None),
    "L04": ("A级", 81, 90, 5.0, None), "L05": ("B级", 44, 50, 12.5, None), "L06": ("C级", 12, 18, 9.9, None),
    "L07": ("A级", 70, 100, 5.0, None), "L08": ("A级", 96, 100, 6.8, None),
    "X01": (None, None, None, None, "96%"), "X02": (None, None, None, None, "９６％"),
    "X03": (None, None, None, None, 0.97), "X04": (None, None, None, None, 88),
}  # fmt: skip

CHECKS = [
    *((code, "队伍建设", verdict) for code, verdict in zip(
        ("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08"),
        ("好", "好", "较好", "好", "一般", "较好", "好", "好"), strict=True)),
    *((code, "惠民举措", mark) for code, mark in zip(
        ("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08"),
        (9, "8分", 7, 10, 6, "７", 9, 8), strict=True)),
    ("L03", "投诉属实", "2次"), ("L05", "投诉属实", 5), ("L07", "病历逾期", 3), ("L01", "投诉属实", 0),
    ("X01", "督办逾期", 1), ("X02", "督办逾期", 1), ("X03", "督办逾期", 6), ("X03", "文件差错", 4), ("X04", "督办逾期", 0),
]  # fmt: skip

EXTRAS = [
    ("L01", "荣誉加分", "省级荣誉", 1, "省卫〔2026〕8 号"), ("L01", "荣誉加分", "市级荣誉", 2, "市卫〔2026〕3 号"),
    ("L07", "荣誉加分", "国家级荣誉", 1, "国卫〔2026〕21 号"),
    ("L05", "通报扣分", "集团通报", 4, None), ("L05", "通报扣分", "约谈", 2, None),
]  # fmt: skip


def ballots():
    """Two marks of seven judges for thirteen heads: one judge stood aside once, one left a mark out."""
    for code, level in LEVEL.items():
        for judge, lean in enumerate(LEANS):
            if (code, judge) == ("L04", 6):
                continue
            answer = None if (code, judge) == ("L06", 2) else level - 1 + LEANS[(judge + 3) % 7]
            yield [code, f"评委{judge + 1}", level + lean, answer]


def counts():
    """The count sheet: a line for each head, group and row."""
    for code, good in GOOD.items():
        for group, voters in VOTERS.items():
            if code.startswith("X") and group == "患者":
                continue  # patients do not vote on offices
            for row in ROWS:
                votes = _votes(FEW.get((code, group), voters), good + (row == "医德医风"))
                yield [code, group, row, *SPECIAL.get((code, group, row), votes)]


def _votes(voters, good):
    """好, 较好, 一般, 差, 不了解."""
    unknown = 1 if voters >= 15 else 0
    best = min(voters * good // 10, voters - unknown)
    rest = voters - unknown - best
    return [best, rest - rest // 3, rest // 3, 0, unknown]


def fill(empty, filled):
    """Writes everything into the sheets handed out, as untidily as people do."""
    book = openpyxl.load_workbook(empty)
    put(book["述职人"], [
        [code, unit, person, None, kind, "书面" if code == "L06" else "现场", "长期病休" if code == "L09" else None, site]
        for code, unit, person, kind, site, _ in PEOPLE
    ])  # fmt: skip
    book["述职人"]["E5"], book["述职人"]["A6"] = "临床科室 ", " L03"
    put(book["测评票-述职评审"], list(ballots()))
    for cell, text in {
        "C4": "93分",
        "C5": "９４．５",
        "C6": " 91 ",
        "D7": "92.0 分",
        "A12": "Ｌ０２",
    }.items():
        book["测评票-述职评审"][cell] = text
    put(book["计票-民主测评"], list(counts()))
    for cell, text in {"D4": "６", "E5": " 1 ", "D7": "18票"}.items():
        book["计票-民主测评"][cell] = text
    put(book["发票登记"], [
        ["民主测评", "院领导", 7, 7, 0], ["民主测评", "职工", 22, "20张", 0], ["民主测评", "护理", 6, 6, 0],
        ["民主测评", "患者", 10, 8, 0], ["述职评审", "评委", 7, 7, 0],
    ])  # fmt: skip
    put(book["成绩与结果"], [[code, months, *RECORDS.get(code, ())] for code, *_, months in PEOPLE])
    book["成绩与结果"]["B4"], book["成绩与结果"]["F4"] = "３８", " 7.2"
    book["成绩与结果"]["G15"].number_format = "0%"
    put(book["检查清单"], [[code, "行风清单", item, value] for code, item, value in CHECKS])
    put(book["加减分"], EXTRAS)
    put(
        book["一票否决"],
        [["L08", "医疗责任事故", "集团医质〔2026〕5 号", "2026年5月18日", "集团医疗质量委员会"]],
    )
    book.save(filled)


def put(sheet, rows):
    """Writes lines from the fourth row on, under the guide, the headings and the example."""
    for at, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(at, column).value = value
