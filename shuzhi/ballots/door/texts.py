"""What the door says, Chinese first and English beside it: what happened, what was kept, what to do."""

from typing import NamedTuple

from shuzhi.ballots.door.deciding import Outcome


class Text(NamedTuple):
    zh: str
    en: str


OUTCOMES = {
    Outcome.ACCEPTED: Text(
        "已收到您的测评票。可以关闭此页面。", "Your ballot has been received. You may close this page."
    ),
    Outcome.USED: Text(
        "这张票签已经用过，一签只能投一次。如果刚才是您自己投的，票已在箱内，一切正常，宣布结果后可凭回执码核对；"
        "如果不是您本人投的，请告诉计票人。",
        "This slip has already been used; a slip counts once. If you have just cast it yourself, all is well: the "
        "ballot is in the box, and its receipt can be looked up once the result is declared. If it was not you, "
        "please tell a teller.",
    ),
    Outcome.UNKNOWN: Text(
        "没有这张票签。请核对票签上的十位代码；仍不行，请找计票人换签。",
        "There is no such slip. Please check its ten characters; if they are right, ask a teller.",
    ),
    Outcome.VOID: Text(
        "这张票签已经作废，不能再投。请向计票人领取替换的票签。",
        "This slip has been made void and cannot be used. Please get the one that replaces it from a teller.",
    ),
    Outcome.NOT_OPEN: Text(
        "测评还没有开始。主持人宣布开始后，本页会自动进入。",
        "Rating has not been opened yet. This page goes on by itself once it is.",
    ),
    Outcome.CLOSED: Text("测评已经结束，不再收票。", "Rating has been closed; ballots are no longer taken."),
    Outcome.BROKEN: Text(
        "票箱暂时没有应答，您的选择还在本机。请稍后再按一次，不会重复计票。",
        "The ballot box did not answer; your choices are still here. Press again: nothing counts twice.",
    ),
}
BAD_CHOICES = Text(
    "这张票的内容与测评表不符，没有收下。请刷新页面再投。",
    "These choices do not fit the form and were not taken. Please reload the page and cast again.",
)
TOO_LONG = Text("内容过长，没有收下。", "Too long; not taken.")
NO_SUCH_PAGE = Text(
    "没有这个页面。请扫票签上的二维码。", "There is no such page. Please scan the code on your slip."
)

ENTRY_TITLE = Text("输入票签代码", "Type the code on your slip")
ENTRY_HELP = Text(
    "票签上有十位字母和数字，不分大小写，短横可以不输。",
    "Ten letters and digits; upper or lower case, with or without the dash.",
)
ENTRY_BUTTON = Text("进入", "Continue")
ENTRY_WRONG = Text(
    "应为十位字母和数字，没有 0、1、I、L、O、U。", "Ten letters and digits, without 0, 1, I, L, O and U."
)
NO_SCRIPT = Text(
    "本页需要浏览器脚本（JavaScript）。请换一部手机，或找计票人帮助。",
    "This page needs scripts. Please use another phone or ask a teller.",
)
SECRET = Text(
    "无记名：票上没有姓名、时间和序号，组织者和在场的人都查不出哪张票是您投的；投出即加密，须三位持钥人中的两位共同打开。",
    "Secret: a ballot carries no name, time or number; neither the organiser nor anyone in the hall can tell "
    "which is yours. It is sealed as it arrives; two of three key holders have to open it together.",
)

# The page's own words, by the name the script knows them by.
SCRIPT = {
    "previous": Text("上一位", "Previous"),
    "next": Text("下一位", "Next"),
    "review": Text("检查全部", "Review all"),
    "reviewTitle": Text("请检查您的选择", "Please check your choices"),
    "who": Text("述职人", "Reporter"),
    "change": Text("点一行可以修改", "Tap a line to change it"),
    "blank": Text("未评", "Not rated"),
    "blanks": Text("项未评，未评的不计入", "not rated; these are left out of the count"),
    "cast": Text("投出测评票", "Cast the ballot"),
    "sending": Text("正在投票…", "Sending…"),
    "again": Text("再试一次", "Try again"),
    "offline": Text(
        "网络不通，您的选择还在本机，正在自动重试，不会重复计票。",
        "No network; your choices are kept on this phone. Trying again by itself; nothing is counted twice.",
    ),
    "nothing": Text("还没有评任何一项", "Nothing has been rated yet"),
    "kept": Text("已填的内容保留在本机，刷新不会丢失", "What you fill in is kept on this phone"),
    "range": Text("可填", "Range"),
    "badMark": Text("请填范围内的分数", "Please enter a mark within the range"),
    "receipt": Text("回执码", "Receipt"),
    "proves": Text(
        "宣布结果后，公布的回执码清单里有这个码，就说明您的票在计票之内。清单上只有码，不说明您怎样评。",
        "After the declaration this code stands in the published list: your ballot is in the count. The list "
        "holds codes alone; the code does not show, or prove, how you rated.",
    ),
    "note": Text("需要的话请记下或截图。", "Note it or take a screenshot if you like."),
    "notKept": Text(
        "本机浏览器不能保存，投出前请不要刷新或关闭本页",
        "This browser cannot keep what you fill in: do not reload or close the page before casting",
    ),
    "over": Text(
        "测评已经结束，不再收票；这张票没有投出。", "Rating has been closed; this ballot was not cast."
    ),
    "fatal": Text("出了差错，请找计票人。", "Something is wrong; please ask a teller."),
    "look": Text("再看一次", "Look again"),
}

# Options that many rulebooks share; others are shown as the office wrote them.
OPTIONS = {
    "好": "Good",
    "较好": "Fairly good",
    "一般": "Ordinary",
    "差": "Poor",
    "较差": "Rather poor",
    "优秀": "Excellent",
    "良好": "Good",
    "合格": "Adequate",
    "基本合格": "Barely adequate",
    "不合格": "Inadequate",
    "称职": "Competent",
    "基本称职": "Barely competent",
    "不称职": "Not competent",
    "满意": "Satisfied",
    "基本满意": "Fairly satisfied",
    "不满意": "Not satisfied",
    "不了解": "Don't know",
    "弃权": "Abstain",
}
