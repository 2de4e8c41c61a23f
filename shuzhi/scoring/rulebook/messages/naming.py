"""Faults of keys and names: unknown, missing, repeated, badly formed."""

MESSAGES = {
    "unknown_key": (
        "这里没有“{name}”这个键。",
        "There is no key “{name}” here.",
        "{mend}",
        "{mend}",
    ),
    "duplicate_key": (
        "“{name}”重复：第 {line} 行已经写过“{first}”。",
        "“{name}” is repeated: “{first}” is already in line {line}.",
        "请只留一处；中文键和英文键是同一个键。",
        "Keep one of them; the Chinese and the English key are the same key.",
    ),
    "missing_key": (
        "缺少“{name}”。",
        "“{name}” is missing.",
        "请补上这一行。",
        "Add this line.",
    ),
    "one_of_missing": (
        "{names} 必须写其中一个。",
        "One of {names} is needed.",
        "请选一个写上。",
        "Choose one and write it.",
    ),
    "one_of_several": (
        "“{name}”与“{first}”不能同时写。",
        "“{name}” cannot stand beside “{first}”.",
        "{names} 只留一个。",
        "Keep only one of {names}.",
    ),
    "unknown_name": (
        "没有名为“{name}”的{what}。",
        "There is no {what} named “{name}”.",
        "{mend}",
        "{mend}",
    ),
    "unknown_word": (
        "“{name}”不是这里可用的值。",
        "“{name}” is not one of the values for this key.",
        "{mend}可用的值：{allowed}。",
        "{mend}The values are: {allowed}.",
    ),
    "repeated": (
        "“{name}”写了两次。",
        "“{name}” is listed twice.",
        "请删去一个。",
        "Remove one of them.",
    ),
    "duplicate": (
        "名称“{name}”重复：第 {line} 行已经用过。",
        "The name “{name}” is used twice: it is already in line {line}.",
        "请改名，或删去其中一处。",
        "Rename one, or remove it.",
    ),
    "look_alike": (
        "“{name}”与第 {line} 行的“{other}”只差全角半角、大小写或空格，会被混淆。",
        "“{name}” differs from “{other}” in line {line} only in width, case or spaces.",
        "请换一个一眼能分清的名称。",
        "Choose a name that can be told apart at a glance.",
    ),
    "too_many": (
        "项数太多，最多 {limit} 项。",
        "There are too many entries: at most {limit}.",
        "请合并或删去一些。",
        "Merge or remove some.",
    ),
    "name_empty": (
        "名称是空的。",
        "The name is empty.",
        "请在冒号左边写一个名称。",
        "Write a name to the left of the colon.",
    ),
    "name_too_long": (
        "名称“{name}”超过 {limit} 个字。",
        "The name “{name}” is longer than {limit} characters.",
        "请缩短名称，详细内容写进说明。",
        "Shorten the name and put the details into the notes.",
    ),
    "name_control": (
        "名称“{name}”里有看不见的控制字符。",
        "The name “{name}” holds an invisible control character.",
        "请把名称重新打一遍。",
        "Type the name again.",
    ),
    "name_formula": (
        "名称“{name}”以“{first}”开头，电子表格会把它当成公式。",
        "The name “{name}” begins with “{first}”: a spreadsheet would take it for a formula.",
        "请去掉开头的“{first}”。",
        "Remove the leading “{first}”.",
    ),
    "name_slash": (
        "名称“{name}”里有“/”或“#”，它们用来连接上下级名称。",
        "The name “{name}” holds “/” or “#”, which join the names of levels.",
        "请改用“、”或“和”。",
        "Use “and” or a comma instead.",
    ),
    "name_reserved": (
        "“{name}”是数据表的固定列名，不能用作名称。",
        "“{name}” is a fixed column of the tables and cannot be a name.",
        "请换一个名称。",
        "Choose another name.",
    ),
    "form_name": (
        "票种名称“{name}”不能用作工作表名。",
        "The ballot form's name “{name}” cannot name a sheet.",
        "最多 {limit} 个字，不能有 [ ] : * ? \\ '。",
        "At most {limit} characters, and none of [ ] : * ? \\ '.",
    ),
}
