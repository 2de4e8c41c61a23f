"""One notice with everything in it, of a country that does not exist."""

from shuzhi.documents import (
    Addressee,
    Annexes,
    Byline,
    Colophon,
    Document,
    Face,
    Heading,
    Meta,
    PageBreak,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
)

FULL = "国" * 28 * 60
BODY = Document("满页", (Byline(("二〇二六年",)), PageBreak(), Paragraph(FULL, indented=False)))

NOTICE = Document(
    "关于开展2026年度述职评议考核工作的通知",
    (
        RedHead("青溪县委文件", "青发〔2026〕12号", marks=("000001", "特急")),
        Addressee("各乡镇党委："),
        Paragraph("现将有关事项通知如下。"),
        Heading("总体安排"),
        Heading("述职内容", 2),
        Paragraph((Run("重点："), Run("党建", bold=True), Run("引领", face=Face.KAI))),
        Heading("要求", 3),
        Heading("小项", 4),
        Heading("（七）自带编号", 2),
        Table(
            ("序号", "事项"),
            tuple((str(row), "述职事项" * (row % 5 + 1)) for row in range(1, 60)),
            (1, 6),
            "述职事项清单",
        ),
        Heading("时间安排"),
        Annexes(("述职事项清单", "民主测评表")),
        Signature(("中共青溪县委",), "2026年11月23日"),
        Colophon("县委常委。", "青溪县委办公室", "2026年11月23日印发"),
    ),
    Meta(author="中共青溪县委", subject="述职评议考核"),
)
