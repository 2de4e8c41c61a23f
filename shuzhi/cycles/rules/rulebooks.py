from functools import lru_cache

from shuzhi.scoring.plan import compile_plan
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.faults import Fault, RulebookFaults
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.rulebook.model import Rulebook


@lru_cache(maxsize=64)
def rulebook_from(text: str) -> Rulebook:
    """The rulebook a text means; raises `RulebookFaults`. The text is the key, so nothing goes stale."""
    # Bytes are always a text; a `str` of one line would be taken for the name of a file.
    return load(text.encode())


@lru_cache(maxsize=64)
def faults_of(text: str) -> tuple[Fault, ...]:
    """Everything wrong with the text of a rulebook, in the order of its lines; last, whether it can overflow."""
    try:
        compile_plan(rulebook_from(text))
    except RulebookFaults as faulty:
        return faulty.faults
    except Refused as refused:
        return (Fault(1, 1, refused.where, refused.zh, refused.en, "请缩小数值", "Use smaller numbers"),)
    return ()
