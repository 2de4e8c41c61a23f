"""How a topic is put into the tables: its columns, its parts, its place among the few questions of a level."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from shuzhi.cycles import rules
from shuzhi.cycles.models import IssuedPart, IssuedTopic, Question, Topic, TopicPart
from shuzhi.cycles.models.matter import Matter
from shuzhi.cycles.queries.matters import COLUMNS
from shuzhi.cycles.states import MOST_QUESTIONS, TopicKind
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import require


def checked(values: Mapping[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """The columns of a topic and nothing else, with what its kind asks for; an empty kind is the ordinary one."""
    if unknown := set(values) - {*COLUMNS, "order"}:
        raise KeyError(", ".join(sorted(unknown)))
    given = dict(values)
    if "kind" in given:
        given["kind"] = given["kind"] or TopicKind.ORDINARY
    require(rules.refuse_matter(given, parts))
    return given


def ask(owner: Organisation, year: int, lineage: str) -> Question:
    """The must-answer question of that lineage; a new one takes a free number, of which there are two."""
    asked = Question.objects.filter(organisation=owner, year=year)
    if found := asked.filter(lineage=lineage).first():
        return found
    require(rules.may_ask_question(owner, year, lineage))
    taken = set(asked.values_list("number", flat=True))
    free = min(set(range(1, MOST_QUESTIONS + 1)) - taken)
    try:
        with transaction.atomic():
            return Question.objects.create(organisation=owner, year=year, number=free, lineage=lineage)
    except IntegrityError:
        # Somebody took the number in this moment: the rule says whether another one is left.
        return ask(owner, year, lineage)


def let_go(questions: Iterable[Question | None]) -> None:
    """Frees the numbers of questions that nobody asks any more."""
    keys = [question.pk for question in questions if question]
    Question.objects.filter(pk__in=keys, issued=None, topics=None).delete()


def question_for(
    owner: Organisation, year: int, topic: Matter, held: Question | None = None
) -> Question | None:
    """The question a topic asks, if it is one; a topic that already holds one keeps it when it is reworded."""
    if topic.kind != TopicKind.MUST_ANSWER:
        return None
    return held or ask(owner, year, topic.lineage)


def write_parts(topic: Topic | IssuedTopic, parts: Sequence[str]) -> None:
    """The parts of a topic, numbered from 1; unchanged ones stay as they are."""
    if topic.part_texts == list(parts):
        return
    topic.parts.all().delete()
    rows = list(enumerate(parts, start=1))
    if isinstance(topic, Topic):
        TopicPart.objects.bulk_create(TopicPart(topic=topic, number=n, text=text) for n, text in rows)
    else:
        IssuedPart.objects.bulk_create(IssuedPart(topic=topic, number=n, text=text) for n, text in rows)
    # Whoever read the topic with its parts at hand reads them anew.
    getattr(topic, "_prefetched_objects_cache", {}).pop("parts", None)
