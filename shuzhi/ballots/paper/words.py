"""What is printed on a paper ballot, in Chinese and in English, and why a form cannot be printed."""

from __future__ import annotations

from typing import Final, NamedTuple

from shuzhi.ballots.paper.layout import UnfitForm


class Words(NamedTuple):
    number: str
    page: str
    nameless: str
    how: str
    right: str
    correct: str
    wrong: str
    keep: str
    whole: str
    parts: tuple[str, str]
    added: str


WORDS: Final = {
    "zh": Words(
        number="编号",
        page="第 {page} 页，共 {pages} 页",
        nameless="无记名，请勿写姓名",
        how="每人每项选一格，在格内画一个记号；不选就留空。",
        right="这样画",
        correct="改正：原格涂满作废，再画另一格",
        wrong="不要画在格外",
        keep="四角方块和二维码请勿涂画、撕损。",
        whole="本套共 {pages} 页，请一并交回。",
        parts=("整数", "加零头"),
        added="（上下两行各选一格，相加）",
    ),
    "en": Words(
        number="No.",
        page="page {page} of {pages}",
        nameless="secret ballot, no names please",
        how="One mark a person and item, inside the box; leave blank to abstain.",
        right="like this",
        correct="to correct: fill the box, mark another",
        wrong="not beside the box",
        keep="Keep the four corners and the codes clean and whole.",
        whole="This set has {pages} pages; hand in all of them.",
        parts=("whole", "plus"),
        added=" (mark one box in each line; they are added)",
    ),
}

_UNFIT: Final = {
    "zh": {
        "group": "测评表上没有“{subject}”这个票类。",
        "empty": "测评表上没有述职人或测评内容。",
        "options": "“{subject}”的选项太多，一行放不下。",
        "scale": "“{subject}”的分值档次太多或有负数，不能用方格填写。",
        "labels": "“{subject}”的选项文字太长，方格上方放不下。",
        "pages": "一套票要 {subject} 页，太多了。",
    },
    "en": {
        "group": "the form has no voter group “{subject}”.",
        "empty": "the form has no reporters or no rows.",
        "options": "“{subject}” has more options than fit a line.",
        "scale": "“{subject}” has too many marks, or negative ones, to be written in boxes.",
        "labels": "an option of “{subject}” is too long to stand over its box.",
        "pages": "one set would need {subject} pages, too many.",
    },
}


def why_unfit(fault: UnfitForm, language: str = "zh") -> str:
    """The reason in a sentence."""
    lead = "这张测评表不能印成纸质票：" if language == "zh" else "This form cannot be put on paper: "
    return lead + _UNFIT[language][fault.why].format(subject=fault.subject)
