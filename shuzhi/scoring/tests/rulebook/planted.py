"""One planted fault for every kind the checker knows: what is replaced in ``sound.yaml``, and by what."""

from __future__ import annotations

from pathlib import Path

SOUND = (Path(__file__).parent / "sound.yaml").read_text("utf-8")

LINES = '等次: {好: "[90, 100]", 较好: "[75, 90)", 一般: "[60, 75)", 差: "[0, 60)"}'
QUOTA = "等次: [好], 不超过: 30%, 按: [类别], 最少人数: 5, 合并: [[]], 取整: 舍去"
SCORE = SOUND[SOUND.index("计分公式:") : SOUND.index("加减分:")]
DEEP = "计分:\n" + "".join(
    f"{'  ' * (2 * depth - 1)}{name}:\n{'  ' * 2 * depth}权重: 100\n{'  ' * 2 * depth}组成:\n"
    for depth, name in enumerate(("测评", "二", "三", "四", "五"), start=1)
)
DEEP += "  " * 11 + "六: {权重: 100, 来源: 分值, 数据项: 整改率}\n"

# kind → (what is replaced, by what)
PLANTED: dict[str, tuple[str, str]] = {
    # reading
    "too_long": ("版本:", "#" * 256_001 + "\n版本:"),
    "too_deep": ("附加属性: [片区]", "附加属性: " + "[" * 20 + "]" * 20),
    "too_many_nodes": ("附加属性: [片区]", "附加属性: [" + "片, " * 20_001 + "]"),
    "alias": ("版本:", "其他: *a\n版本:"),
    "anchor": ("名称: 试验办法", "名称: &a 试验办法"),
    "merge_key": ("版本:", "<<: {}\n版本:"),
    "tag": ("名称: 试验办法", "名称: !!python/name 试验办法"),
    "key_not_text": ("版本:", "[甲]: 乙\n版本:"),
    "several_documents": ("版本:", "---\n版本:"),
    "empty_file": (SOUND, "# 空\n"),
    "not_mapping": (SOUND, "- 甲\n- 乙\n"),
    "tab": ("  整改率:", "\t整改率:"),
    "wide_colon": ("名称: 试验办法", "名称：试验办法"),
    "second_colon": ("名称: 试验办法", "名称: 办法: 试验"),
    "bracket_open": ('"[75, 90)"', "[75, 90)"),
    "quote_open": ("名称: 试验办法", "名称: '试验办法"),
    "wide_quote": ('差: "[0, 60)"', "差: “[0, 60)”"),
    "tight_colon": ("名称: 试验办法", "名称:试验办法"),
    "special_start": ("名称: 试验办法", "名称: *试验办法"),
    "not_yaml": ("  - {项目: 测评}\n", "  - {项目: 测评}\n  项目: 测评\n"),
    "unprintable": ("试验办法", "试验\x07办法"),
    "not_text": ("名称: 试验办法", "名称: [试验]"),
    "text_too_long": ("试验办法", "办" * 501),
    "not_list": ("名次得分: [100, 90]", "名次得分: 100"),
    "empty_list": ("是: [停用]", "是: []"),
    "not_named": ("测评内容: {总体: 60, 履职: 40}", "测评内容: [总体, 履职]"),
    "empty_mapping": ("条目: {表彰: 2, 典型: {分: 1, 最多: 2}}", "条目: {}"),
    "not_mapping_here": ("排名: {方式: 并列, 范围内: [类别]}", "排名: 并列"),
    "not_pair": ("整改率: {范围: [0, 100]}", "整改率: {范围: 100}"),
    "range_reversed": ("整改率: {范围: [0, 100]}", "整改率: {范围: [100, 0]}"),
    "not_a_number": ("权重: 50, 票数不足", "权重: 五十, 票数不足"),
    "number_too_long": ("权重: 50, 票数不足", "权重: 50.1234567, 票数不足"),
    "bad_fraction": ("权重: 50, 票数不足", "权重: 50/0, 票数不足"),
    "out_of_range": ("票类最少: 5", "票类最少: 2"),
    "not_whole": ("最少票数: 3", "最少票数: 2.5"),
    # naming
    "unknown_key": ("最少票数: 3", "最小票数: 3"),
    "duplicate_key": ("名称: 试验办法", "名称: 试验办法\ntitle: Trial"),
    "missing_key": ("名称: 试验办法\n", ""),
    "one_of_missing": ("整改率: {范围: [0, 100]}", "整改率: {}"),
    "one_of_several": ("整改率: {范围: [0, 100]}", "整改率: {范围: [0, 100], 调查: 是}"),
    "unknown_name": ("{项目: 测评}", "{项目: 测平}"),
    "unknown_word": ("取整: 舍去", "取整: 舍掉"),
    "repeated": ("按: [类别]", "按: [类别, 类别]"),
    "duplicate": ("履职: 40", "总体: 40"),
    "look_alike": ("C: {权重: 20", "Ａ: {权重: 20"),
    "too_many": ("附加属性: [片区]", "附加属性: [片区" + "".join(f", 片{one}" for one in range(20)) + "]"),
    "name_empty": ("违纪:", '"":'),
    "name_too_long": ("违纪:", "违" * 61 + ":"),
    "name_control": ("违纪:", '"违\\u200b纪":'),
    "name_formula": ("违纪:", '"=违纪":'),
    "name_slash": ("违纪:", "违/纪:"),
    "name_reserved": ("附加属性: [片区]", "附加属性: [片区, 单位]"),
    "form_name": ("  现场打分:\n", '  "现场*打分":\n'),
    # scoring
    "nothing_counted": ("选项: {优: 100, 良: 80, 差: 0}", "选项: {优: 不计, 良: 不计, 差: 不计}"),
    "all_zero": ("选项: {有: 10, 无: 0}", "选项: {有: 0, 无: 0}"),
    "not_option_set": ("    选项: 四档\n", "    选项: [四档]\n"),
    "not_marks": ("实绩: {分值: [0, 60]}", "实绩: {分值: 60}"),
    "bad_step": ("实绩: {分值: [0, 60]}", "实绩: {分值: [0, 60, 7]}"),
    "row_without_scale": ("    选项: 四档\n", ""),
    "row_without_weight": ("履职: 40}", "履职: {}}"),
    "weights_sum": ("总体: 60", "总体: 55.5"),
    "group_without_policy": ("A: {权重: 50, 票数不足: 暂停}", "A: {权重: 50}"),
    "unknown_policy": ("票数不足: 重新分摊", "票数不足: 重新分配"),
    "merge_into_itself": ("并入A", "并入B"),
    "merge_chain": ("A: {权重: 50, 票数不足: 暂停}", "A: {权重: 50, 票数不足: 并入C}"),
    "survey_no": ("满意: {调查: 是}", "满意: {调查: 否}"),
    "field_kind": (
        "整改: {权重: 20, 来源: 分值, 数据项: 整改率}",
        "整改: {权重: 20, 来源: 分值, 数据项: 满意}",
    ),
    "field_twice": ("数据项: 整改率}", "数据项: 整改率, 范围: [0, 50]}"),
    "range_missing": ("整改: {权重: 20, 来源: 分值, 数据项: 整改率}", "整改: {权重: 20, 来源: 分值}"),
    "full_of_number": ("来源: 分值, 数据项: 整改率", "来源: 分值, 数据项: 整改率, 满分: 120"),
    "label_without_points": ("选项: {优: 100, 良: 80, 差: 0}", "选项: {优: 100, 差: 0}"),
    "rate_of_marks": ("票种: 民主测评, 算法: 得票率, 选项: [好]", "票种: 现场打分, 算法: 得票率, 选项: [好]"),
    "option_not_counted": ("算法: 得票率, 选项: [好]", "算法: 得票率, 选项: [弃权]"),
    "of_without_rate": (
        "测评: {权重: 40, 来源: 测评, 票种: 民主测评}",
        "测评: {权重: 40, 来源: 测评, 票种: 民主测评, 选项: [好]}",
    ),
    "drop_leaves_none": ("起用票数: 5", "起用票数: 2"),
    "drop_on_rate": ("选项: [好]}", "选项: [好], 去掉: {最高: 1, 起用票数: 5}}"),
    "rows_without_weight": ("票种: 民主测评}", "票种: 民主测评, 测评内容: [备注]}"),
    "cap_below_points": ("逾期: {每次扣: 2, 最多: 10}", "逾期: {每次扣: 20, 最多: 10}"),
    "cap_on_award": ("质量: {分值: [0, 10]}", "质量: {分值: [0, 10], 最多: 5}"),
    "skip_in_award": ("选项: {有: 10, 无: 0}", "选项: {有: 10, 无: 不计}"),
    "no_item_for": ("逾期: {每次扣: 2, 最多: 10}", "逾期: {每次扣: 2, 最多: 10, 适用: [机关]}"),
    "full_differs": (
        "        满分: 20\n        条目: {创新: {选项: {有: 10, 无: 0}}, 质量: {分值: [0, 10]}}",
        "        条目: {创新: {选项: {有: 10, 无: 0}}, 质量: {分值: [0, 10], 适用: [机关]}}",
    ),
    "full_out_of_reach": ("        满分: 20\n", "        满分: 100\n"),
    "rank_points_rise": ("名次得分: [100, 90]", "名次得分: [90, 100]"),
    "rank_below_one": ("排序: 高者在前, ", ""),
    "of_every_option": ("算法: 得票率, 选项: [好]", "算法: 得票率, 选项: [好, 较好, 一般, 差]"),
    "within_without_order": (
        "数据项: 整改率, 排序: 高者在前, 名次得分",
        "数据项: 外部名次, 范围: [1, 99], 范围内: [类别], 名次得分",
    ),
    "parts_too_deep": (SCORE, DEEP),
    "others_twice": ("适用: [乡镇]", "适用: 其余"),
    "category_twice": ("适用: 其他", "适用: [乡镇, 机关]"),
    "category_uncovered": ("适用: 其他", "适用: [机关]"),
    "others_empty": ("适用: [乡镇]", "适用: [乡镇, 机关]"),
    "formulas_without_categories": ("类别: [乡镇, 机关]\n", ""),
    # cutting
    "few_grades": (LINES, '等次: {好: "[0, 100]"}'),
    "line_missing": ('较好: "[75, 90)"', "较好: {}"),
    "line_by_decision": ('差: "[0, 60)"', "差: {起: 0, 仅由评定: 是}"),
    "by_decision_with_lines": ('差: "[0, 60)"', "差: {仅由评定: 是}"),
    "band_unquoted": ('较好: "[75, 90)"', "较好: [75, 90]"),
    "band_open_below": ('较好: "[75, 90)"', '较好: "(75, 90)"'),
    "lines_equal": (LINES, "等次: {好: {起: 90}, 较好: {起: 75}, 一般: {起: 75}, 差: {起: 0}}"),
    "lines_rise": (LINES, "等次: {好: {起: 90}, 较好: {起: 60}, 一般: {起: 75}, 差: {起: 0}}"),
    "band_gap": ('较好: "[75, 90)"', '较好: "[75, 89]"'),
    "band_overlap": ('较好: "[75, 90)"', '较好: "[75, 90]"'),
    "band_top_open": ('好: "[90, 100]"', '好: "[90, 100)"'),
    "band_bottom_open": ('差: "[0, 60)"', '差: "[30, 60)"'),
    "line_above_ceiling": (LINES, "等次: {好: {起: 101}, 较好: {起: 75}, 一般: {起: 60}, 差: {起: 0}}"),
    "grade_unreachable": (LINES, "等次: [好, 较好, 一般, 很差, 差]"),
    "grade_out_of_reach": (SCORE, "计分:\n  测评: {权重: 100, 来源: 测评, 票种: 民主测评}\n"),
    "precision_small": ("高于: 30}", "高于: 33.33333}"),
    "precision_never": ("高于: 30}", "高于: 100/3}"),
    "beside_all_any": (
        "条件: {数据项: 整改率, 低于: 60}",
        "条件: {全部: [{数据项: 整改率, 低于: 60}], 低于: 60}",
    ),
    "condition_size": (
        "条件: {数据项: 整改率, 低于: 60}",
        "条件: {全部: [{任一: [{全部: [{任一: [{数据项: 整改率, 低于: 60}]}]}]}]}",
    ),
    "exclusion_subject": ("条件: {属性: 片区, 是: [停用]}", "条件: {总分: 是, 低于: 5}"),
    "number_on_label": ("条件: {属性: 片区, 是: [停用]}", "条件: {属性: 片区, 低于: 5}"),
    "label_on_number": ("条件: {数据项: 整改率, 低于: 60}", "条件: {总分: 是, 不是: [好]}"),
    "composite_no": ("条件: {数据项: 整改率, 低于: 60}", "条件: {总分: 否, 低于: 60}"),
    "listed_no": ("新任职: {点名: 是}", "新任职: {点名: 否}"),
    "gate_blocks_all": ("条件: {数据项: 整改率, 低于: 60}", "条件: {项目: 日常/整改, 低于: 60}"),
    "cap_at_best": ("低于: 60}, 最高: 一般", "低于: 60}, 最高: 好"),
    "raise_to_lowest": ("低于: 60}, 最高: 一般", "低于: 60}, 最低: 差"),
    "quota_without_rounding": (", 取整: 舍去", ""),
    "rounding_of_heads": ("不超过: 30%", "不超过: 30"),
    "quota_all_grades": ("下等: {等次: [一般, 差]", "下等: {等次: [好, 较好, 一般, 差]"),
    "quota_not_top": ("好比例: {等次: [好]", "好比例: {等次: [较好]"),
    "quota_not_bottom": ("下等: {等次: [一般, 差]", "下等: {等次: [较好, 一般]"),
    "quota_amount": ("不超过: 30%", "不超过: 130%"),
    "minimum_alone": (", 合并: [[]]", ""),
    "pool_alone": (", 最少人数: 5", ""),
    "pool_empty": ("合并: [[]]", "合并: []"),
    "not_pool": ("合并: [[]]", "合并: [类别]"),
    "pool_repeats": ("合并: [[]]", "合并: [[类别], []]"),
    "tie_repeats": ("  - {数据项: 整改率}\n", "  - {数据项: 整改率}\n  - {数据项: 整改率}\n"),
    "within_without_ranks": ("方式: 并列", "方式: 不排名"),
    "unit_below_group": ("票类最少: 5, 单位最少: 10", "票类最少: 5, 单位最少: 4"),
    "no_ranks_to_publish": (
        "排名: {方式: 并列, 范围内: [类别]}\n公开: {票类最少: 5",
        "公开: {公开名次: 是, 票类最少: 5",
    ),
}

FURTHER: dict[str, tuple[tuple[str, str], ...]] = {
    "category_uncovered": (("类别: [乡镇, 机关]", "类别: [乡镇, 机关, 学校]"),),
    "formulas_without_categories": (("适用: 其他", "适用: [机关]"),),
    "form_name": (("票种: 现场打分", "票种: 现场*打分"),),
    "rows_without_weight": (("履职: 40}", "履职: 40, 备注: 0}"),),
    "full_differs": (("类别: [乡镇, 机关]", "类别: [乡镇, 机关, 学校]"),),
    "grade_unreachable": (("下等: {等次: [一般, 差]", "下等: {等次: [差]"),),
    "grade_out_of_reach": (("差: 40, 弃权", "差: 80, 弃权"), ("违纪: {最高: 差}", "违纪: {最高: 一般}")),
}


def planted(kind: str) -> str:
    """The sound text with one fault of the kind in it."""
    text = SOUND
    for old, new in (PLANTED[kind], *FURTHER.get(kind, ())):
        assert old in text, (kind, old)
        text = text.replace(old, new, 1)
    return text
