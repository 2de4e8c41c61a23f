"""CSV that cannot be read for certain."""

import pytest

from shuzhi.scoring.tables import InputFaults, read_inputs


def faults(path, rules):
    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)
    return [(fault.sheet, fault.row, fault.message_zh) for fault in caught.value.faults]


def test_two_encodings_in_one_file(rules, sheets, folder):
    place = folder(sheets)
    file = place / "述职人.csv"
    lines = file.read_bytes().split(b"\n")
    lines[2] = lines[2].decode("utf-8").encode("gb18030")
    file.write_bytes(b"\n".join(lines))

    assert faults(place, rules) == [("述职人.csv", 3, "同一文件混有 UTF-8 和其他编码（第 3 行不是 UTF-8）")]


def test_a_separator_nobody_uses(rules, sheets, folder):
    place = folder(sheets)
    file = place / "述职人.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",", "、"), encoding="utf-8")

    assert faults(place, rules) == [("述职人.csv", None, "没有找到表头行")]


def test_a_row_with_more_columns_than_the_heading(rules, sheets, folder):
    place = folder(sheets)
    file = place / "加减分.csv"
    file.write_text(file.read_text(encoding="utf-8") + "X01,表彰,省级,1,文,号\n", encoding="utf-8")

    assert faults(place, rules) == [("加减分.csv", 3, "有 6 列，表头只有 5 列")]


def test_a_quotation_mark_that_is_not_closed(rules, sheets, folder):
    place = folder(sheets)
    (place / "加减分.csv").write_text('代码,名目,条目,次数或分值,依据\n"X01,表彰\n', encoding="utf-8")

    assert faults(place, rules)[0][2] == "引号不成对或有非法字符"


def test_bytes_that_are_no_text(rules, sheets, folder):
    place = folder(sheets)
    (place / "加减分.csv").write_bytes(b"\x81\xff\xfe,\x80\n")

    assert faults(place, rules)[0][2] == "文字编码有误，不是完整的 GB18030"


def test_a_damaged_parquet_file(rules, sheets, folder):
    place = folder(sheets)
    (place / "加减分.csv").unlink()
    (place / "加减分.parquet").write_bytes(b"PAR1 and nothing more")

    assert faults(place, rules)[0] == ("加减分.parquet", None, "不是完整的 Parquet 文件")


def test_an_empty_folder(rules, tmp_path):
    assert faults(tmp_path, rules) == [(tmp_path.name, None, "文件夹里没有 CSV 或 Parquet 文件")]
