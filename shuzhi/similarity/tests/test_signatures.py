"""Signatures depend on the wording alone."""

import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzhi.similarity import Index, built, opened, sign
from shuzhi.similarity.letters import letters_of
from shuzhi.similarity.signatures import BATCH, MOST, RUN, SAMPLE, hashes_of
from shuzhi.similarity.tests.corpus import corpus

TEXTS = st.lists(st.text(alphabet="党建村支部１2Ａa。， 　\n｜ⅣÉ𠮷", max_size=60), max_size=2 * BATCH + 3)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_text_is_signed_alike_alone_and_among_others(texts):
    together = sign(texts)

    assert [together[at].tolist() for at in range(len(texts))] == [sign([text])[0].tolist() for text in texts]


@given(st.text(alphabet="党建村支部组织述职评议考核abcdefgh", min_size=RUN, max_size=400))
@settings(max_examples=60, deadline=None)
def test_a_signature_is_what_its_definition_says(text):
    kept = [int(one) for one in hashes_of(letters_of(text).codes, RUN) if int(one) % SAMPLE == 0]

    assert sign([text])[0].tolist() == sorted({one >> 32 for one in kept})[:MOST]


def test_spaces_signs_widths_and_cases_do_not_count():
    plain, dressed = "党支部书记2026年抓了ABC三件事", "党 支部，书记２０２６年\n抓了Ａｂｃ“三件事”！"

    assert letters_of(plain).codes.tolist() == letters_of(dressed).codes.tolist()


def test_letters_know_their_places():
    text = "一，二 三"

    assert [text[at] for at in letters_of(text).places] == ["一", "二", "三"]


def test_signatures_are_the_same_in_another_process():
    text = corpus(1, 5, copies=0).texts[0]
    program = "import sys; from shuzhi.similarity import sign; print(sign([sys.stdin.read()])[0].tolist())"
    told = subprocess.run(
        [sys.executable, "-c", program], input=text, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == str(sign([text])[0].tolist())


@given(TEXTS, st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_corpus_changes_nothing(texts, chance):
    order = list(range(len(texts)))
    chance.shuffle(order)
    mine, shuffled = sign(texts), sign([texts[at] for at in order])
    for number, at in enumerate(order):
        plain = {(one.text, one.shared) for one in built(mine).candidates(mine[at], fewest=1)}
        moved = {
            (order[one.text], one.shared) for one in built(shuffled).candidates(shuffled[number], fewest=1)
        }

        assert plain == moved


def test_an_index_on_disk_gives_what_it_gave_in_memory(tmp_path):
    signatures = sign(corpus(60, 3).texts)
    index = built(signatures)
    index.save(tmp_path / "prints.npy")
    mapped = opened(tmp_path / "prints.npy", index.texts)

    assert isinstance(mapped.entries, np.memmap)
    assert [mapped.candidates(signatures[at]) for at in range(60)] == [
        index.candidates(signatures[at]) for at in range(60)
    ]


def test_what_most_texts_say_makes_no_candidate():
    stock = (
        "在上级党委的坚强领导下我们认真学习贯彻落实各项部署要求扎实推进基层党建各项工作取得新的成效和进展" * 3
    )
    signatures = sign([stock] * 200)

    assert built(signatures).candidates(signatures[0]) == []


def test_an_empty_index_has_no_candidates():
    index = Index(np.zeros(0, np.uint64), 0)

    assert index.candidates(sign(["党建工作会议部署落实情况报告"])[0], fewest=1) == []
