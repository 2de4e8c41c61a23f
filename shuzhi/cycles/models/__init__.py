"""Tables of this step: the cycle and its pin, its reporters, its topics, and the lists they come down by."""

from shuzhi.cycles.models.cycle import Cycle, Pin, digest_of
from shuzhi.cycles.models.lists import IssuedPart, IssuedTopic, TopicList
from shuzhi.cycles.models.matter import Matter, Question
from shuzhi.cycles.models.reporters import Exclusion, Reporter, VoterGroupCount
from shuzhi.cycles.models.topics import Topic, TopicPart, TopicProposal

__all__ = [
    "Cycle",
    "Exclusion",
    "IssuedPart",
    "IssuedTopic",
    "Matter",
    "Pin",
    "Question",
    "Reporter",
    "Topic",
    "TopicList",
    "TopicPart",
    "TopicProposal",
    "VoterGroupCount",
    "digest_of",
]
