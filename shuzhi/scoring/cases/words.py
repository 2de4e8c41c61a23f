"""The keys of a file of worked cases, in English and Chinese."""

from __future__ import annotations

from shuzhi.scoring.rulebook.words import keys

FILE = keys(cases="用例版式", rulebook="考核办法", worked="用例")
CASE = keys(
    name="名称",
    reporters="述职人",
    ballots="测评",
    fields="数据",
    checklist="清单",
    adjustments="加减分",
    vetoes="一票否决",
    expect="应得",
)
EXPECT = keys(
    status="状态",
    exclusion="不参加情形",
    blocked="暂停原因",
    components="考核项",
    figures="票类得分",
    base="得分",
    adjustments="加减分",
    composite="总分",
    band="分数档",
    grade="等次",
    rank="名次",
    ties="同分待定",
    lowered="降等",
)
STATUS = keys(assessed="参加", excluded="不参加", blocked="暂停")
MISSING = keys(missing="缺")
EVERY_ROW = keys(every_row="各项")
NOBODY = keys(none="无|没有")
