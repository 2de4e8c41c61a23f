"""The words of the language: each key and fixed value in English and Chinese, equal in every place.

A ``Keys`` table lists what may stand in one kind of mapping: the English name and its Chinese names, the
first being the one used in messages and in the guide.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one kind of mapping."""

    chinese: dict[str, tuple[str, ...]]
    by_word: dict[str, str]

    def find(self, written: str) -> str | None:
        """The English key for a written one, or None."""
        return self.by_word.get(fold(written))

    def label(self, key: str, lang: str = "zh") -> str:
        """The key as messages show it: ``权重（weight）`` or ``weight (权重)``."""
        plain = key.replace("_", " ")
        return f"{plain} ({self.chinese[key][0]})" if lang == "en" else f"{self.chinese[key][0]}（{plain}）"

    def labels(self, lang: str = "zh") -> str:
        """Every key, as messages show them."""
        return (", " if lang == "en" else "、").join(self.label(key, lang) for key in self.chinese)


def keys(**names: str) -> Keys:
    """A table from ``english="中文|又名"``; a trailing underscore frees a Python keyword (``from_``)."""
    chinese = {name.rstrip("_"): tuple(text.split("|")) for name, text in names.items()}
    by_word: dict[str, str] = {}
    for name, aliases in chinese.items():
        for word in (name, *aliases):
            folded = fold(word)
            if by_word.setdefault(folded, name) != name:
                raise ValueError(f"{word} stands for both {by_word[folded]} and {name}")
    return Keys(chinese, by_word)


def fold(written: str) -> str:
    """Case, spaces, hyphens and underscores make no difference in fixed words."""
    return "".join(character for character in written.lower() if character not in " _-　")


FILE = keys(
    rulebook="考核办法版式|版式",
    title="名称",
    version="版本",
    source="依据",
    sample="示例数值",
    notes="说明",
    total="满分",
    precision="中间小数位",
    rounding="舍入",
    display="显示小数位",
    categories="类别",
    attributes="附加属性",
    fields="数据项",
    options="选项组",
    forms="票种",
    score="计分",
    formulas="计分公式",
    adjustments="加减分",
    limits="总分范围",
    exclusions="不参加考核",
    grades="等次",
    gates="限制",
    vetoes="一票否决",
    quotas="比例",
    ties="同分",
    ranking="排名",
    disclosure="公开",
    burden="减负上限",
)
FIELD = keys(range="范围", labels="取值", survey="调查")
FORM = keys(options="选项", marks="分值", rows="测评内容", groups="票类", secret="无记名")  # noqa: S106
ROW = keys(weight="权重", options="选项", marks="分值")
GROUP = keys(label="名称", weight="权重", minimum="最少票数", when_small="票数不足")
FORMULA = keys(for_="适用", score="计分")
_PART = {"weight": "权重", "from_": "来源", "when_missing": "缺项", "parts": "组成"}
PART = {
    "": keys(**_PART),
    "ballot": keys(**_PART, form="票种", measure="算法", of="选项", rows="测评内容", drop="去掉"),
    "number": keys(**_PART, field="数据项", range="范围", full="满分"),
    "grade": keys(**_PART, field="数据项", options="选项"),
    "survey": keys(**_PART, field="数据项", minimum="最少样本"),
    "checklist": keys(**_PART, full="满分", items="条目"),
    "rank": keys(
        **_PART,
        field="数据项",
        range="范围",
        order="排序",
        within="范围内",
        points="名次得分",
        rest="其余",
    ),
}
DROP = keys(highest="最高", lowest="最低", from_="起用票数")
CHECK_ITEM = keys(deduct="每次扣", cap="最多", options="选项", marks="分值", for_="适用")
ADJUSTMENT = keys(kind="性质", cap="最多", highest_only="只取最高", proof="证明", for_="适用", items="条目")
ADJUSTMENT_ITEM = keys(points="分|每次", cap="最多", marks="分值", for_="适用")
EXCLUSION = keys(when="条件", listed="点名", reason="说明")
GRADE = keys(from_="起", by_decision="仅由评定")
GATE = keys(
    when="条件",
    unless="除非",
    at_most="最高|不高于",
    at_least="最低|不低于",
    when_missing="缺数据",
    for_="适用",
)
VETO = keys(at_most="最高|不高于", proof="证明", authority="认定机关")
QUOTA = keys(
    grades="等次",
    at_most="不超过",
    at_least="不少于",
    by="按",
    minimum="最少人数",
    pool="合并",
    rounding="取整",
    count_vetoed="计入被否决",
)
TIE = keys(component="项目", share="占比", field="数据项", prefer="取")
SHARE = keys(form="票种", options="选项", rows="测评内容", groups="票类")
RANKING = keys(mode="方式", within="范围内", vetoed_last="否决者在后")
DISCLOSURE = keys(
    group_minimum="票类最少",
    unit_minimum="单位最少",
    unanimity_below="一致低于",
    decimals="小数位",
    scores="公开分数",
    ranks="公开名次",
    groups="公开票类",
)
BURDEN = keys(
    province="省",
    city="市",
    county="县|区县",
    township="乡镇|街道",
    village="村|社区|村（社区）",
    committee="部门党委",
    unit="基层单位",
)
CAPS = keys(
    forms="表格",
    indicators="指标数",
    uploads="上传文件",
    characters="字数",
    minutes="填报分钟",
    prefilled="自动带入",
)
CONDITION = keys(
    component="项目",
    field="数据项",
    attribute="属性",
    share="占比",
    composite="总分",
    at_least="不低于",
    above="高于",
    at_most="不高于",
    below="低于",
    is_="是",
    is_not="不是",
    all_="全部",
    any_="任一",
)

YES_NO = keys(yes="是|true|有", no="否|false|无")
ROUNDING = keys(half_up="四舍五入", half_even="银行家|四舍六入五成双", up="进位|向上", down="舍去|向下")
SOURCES = keys(ballot="测评", number="分值", grade="等次", survey="调查", checklist="清单", rank="名次")
MISSING = keys(block="暂停", respread="重新分摊", zero="计零分", full="计满分")
SMALL = keys(block="暂停", respread="重新分摊", void="作废")
MEASURE = keys(mean="平均分", median="中位数", rate="得票率")
ORDER = keys(high="高者在前|高", low="低者在前|低")
KIND = keys(bonus="加分", deduction="扣分")
PROOF = keys(required="必须", no="否|不需要")
GATE_MISSING = keys(block="暂停", apply="适用", ignore="不适用")
RANK_MODE = keys(shared="并列", dense="连续", single="不并列", none="不排名")
SKIP = keys(skip="不计|不计入")
OTHERS = keys(others="其他|其余")
# Columns every reporter has; the office's own attributes stand beside them.
COLUMNS = keys(category="类别", form="方式", organiser="组织方")

RESERVED_ATTRIBUTES = keys(
    code="代码",
    unit="单位",
    person="姓名",
    organiser="组织方",
    category="类别",
    form="方式",
    excluded="不参加考核",
)
RESERVED_ROWS = keys(code="代码", group="票类", rater="评价人", row="测评内容")
RESERVED_FIELDS = keys(code="代码")

OVERALL_ROW = "总体评价"
