"""Invented reports with known copies: edited letters, moved sentences, exchanged words, and single passages taken over.

Words are invented from common characters; a topic has words of its own, all reports share stock phrases and headings,
and some words have synonyms. Copies are made from originals by named means, so the truth is known.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

CHARACTERS = "村支部群众组织服务建设发展工作学习教育干部党员年度问题整改落实推动会议研究制度项目产业环境治理调研走访解决措施责任目标成效基层街道社区企业学校医院道路用水养老就业培训安全文化活动宣传监督检查评议考核计划安排重点困难原因思想作风能力水平质量效率保障协调统筹引导参与合作联系沟通反馈总结经验典型示范引领融合创新改革开放稳定和谐平安法治生态绿色科技数据平台网络系统管理运行"
HEADINGS = ("一、主要工作和成效", "二、存在的问题和原因", "三、下一步打算")
MEANS = ("edited", "moved", "exchanged", "mixed", "passage")


@dataclass(slots=True)
class Corpus:
    """Texts, and the pairs of numbers that are copies with the means by which they were made."""

    texts: list[str] = field(default_factory=list)
    copies: dict[tuple[int, int], str] = field(default_factory=dict)


class Author:
    """Writes invented reports; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        words = {
            "".join(self.chance.choices(CHARACTERS, k=self.chance.choice((1, 2, 2, 2, 3))))
            for _ in range(4000)
        }
        self.words = sorted(words)
        self.chance.shuffle(self.words)
        half = len(self.words) // 2
        self.synonyms = dict(zip(self.words[:half], self.words[half:], strict=False))
        self.topics = [self.chance.sample(self.words[:half], 120) for _ in range(12)]
        self.stock = ["".join(self.chance.choices(self.words, k=5)) for _ in range(40)]
        # Whole sentences that many reports have; two shared ones do not make a copy.
        self.formulas = [self.chance.choices(self.words, k=14) for _ in range(12)]

    def sentence(self, topic: int) -> list[str]:
        """Words of one sentence: of the topic, of the language, now and then a stock phrase."""
        pick = self.chance.random
        size = self.chance.randint(9, 22)
        words = [self.chance.choice(self.topics[topic] if pick() < 0.35 else self.words) for _ in range(size)]
        if pick() < 0.25:
            words.insert(0, self.chance.choice(self.stock))
        return [*words, "。"]

    def report(self, length: int = 2500) -> list[list[str]]:
        """Sentences of a report on one topic under the headings that all reports have."""
        topic = self.chance.randrange(len(self.topics))
        sentences, written = [], 0
        for heading in HEADINGS:
            sentences.append([heading, "\n"])
            sentences.append([*self.chance.choice(self.formulas), "。"])
            while written < length * (HEADINGS.index(heading) + 1) / len(HEADINGS):
                sentences.append(self.sentence(topic))
                written += sum(map(len, sentences[-1]))
        return sentences

    def copy(self, sentences: list[list[str]], means: str) -> list[list[str]]:
        """A copy by one of the means."""
        if means == "passage":
            start = self.chance.randrange(1, len(sentences) - 12)
            own = self.report()
            at = self.chance.randrange(1, len(own) - 1)
            return [*own[:at], *self.edited(sentences[start : start + 10]), *own[at:]]
        steps = {
            "edited": (self.edited,),
            "moved": (self.moved,),
            "exchanged": (self.exchanged,),
            "mixed": (self.exchanged, self.edited, self.moved),
        }
        for step in steps[means]:
            sentences = step(sentences)
        return sentences

    def edited(self, sentences: list[list[str]], share: float = 0.05) -> list[list[str]]:
        """Every twentieth letter replaced, dropped or doubled."""
        return [
            ["".join(self._letter(letter, share) for letter in word) for word in words] for words in sentences
        ]

    def _letter(self, letter: str, share: float) -> str:
        if letter in "。\n" or self.chance.random() >= share:
            return letter
        other = self.chance.choice(CHARACTERS)
        return self.chance.choice((other, "", letter + other))

    def moved(self, sentences: list[list[str]]) -> list[list[str]]:
        """The same sentences in another order."""
        return self.chance.sample(sentences, len(sentences))

    def exchanged(self, sentences: list[list[str]], share: float = 0.3) -> list[list[str]]:
        """Words that have a synonym exchanged for it, three of ten."""
        return [
            [
                self.synonyms[word] if word in self.synonyms and self.chance.random() < share else word
                for word in words
            ]
            for words in sentences
        ]


def corpus(size: int, seed: int, copies: float = 0.1) -> Corpus:
    """Reports of which a share are copies of others."""
    author, found = Author(seed), Corpus()
    originals = [author.report() for _ in range(size - int(size * copies))]
    found.texts = ["".join(map("".join, one)) for one in originals]
    for number in range(int(size * copies)):
        source = author.chance.randrange(len(originals))
        means = MEANS[number % len(MEANS)]
        found.copies[source, len(found.texts)] = means
        found.texts.append("".join(map("".join, author.copy(originals[source], means))))
    return found
