"""The states of a meeting, and the steps of each reporter in it: report, questions, comment."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    RUNNING = "running", pgettext_lazy("meeting", "Running")
    ENDED = "ended", pgettext_lazy("meeting", "Ended")


STATE_MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.RUNNING}),
    State.RUNNING: frozenset({State.ENDED}),
    State.ENDED: frozenset(),
}


class Step(TextChoices):
    WAITING = "waiting", pgettext_lazy("step", "Waiting")
    REPORTING = "reporting", pgettext_lazy("step", "Reporting")
    QUESTIONS = "questions", pgettext_lazy("step", "Questions")
    COMMENT = "comment", pgettext_lazy("step", "Comment")
    DONE = "done", pgettext_lazy("step", "Done")


STEP_MOVES: dict[Step, frozenset[Step]] = {
    Step.WAITING: frozenset({Step.REPORTING}),
    # Back to waiting: the wrong name was called.
    Step.REPORTING: frozenset({Step.QUESTIONS, Step.WAITING}),
    Step.QUESTIONS: frozenset({Step.COMMENT}),
    Step.COMMENT: frozenset({Step.DONE}),
    Step.DONE: frozenset(),
}

# At most one reporter is here at a time: one report, one comment.
UNDER_WAY = frozenset({Step.REPORTING, Step.QUESTIONS, Step.COMMENT})


# A written report is not walked through: it is done when it is accepted and commented on.
WRITTEN_MOVES: dict[Step, frozenset[Step]] = {
    step: frozenset({Step.DONE}) if step == Step.WAITING else frozenset() for step in Step
}


class Seat(TextChoices):
    """As what somebody attends who neither reports nor rates."""

    OBSERVER = "observer", pgettext_lazy("seat", "Observer from above")
    GUEST = "guest", pgettext_lazy("seat", "Guest")


class ByHand(StrEnum):
    """What is done by hand to an agenda whose order was drawn by lot."""

    MOVED = "moved"
    REMOVED = "removed"
    GROUPED = "grouped"
    ADDED = "added"


class Side(TextChoices):
    """Where a finding is looked for: what the reporter said, what the superior said."""

    ADMITTED = "admitted", pgettext_lazy("portrait", "Admitted in the report")
    POINTED = "pointed", pgettext_lazy("portrait", "Pointed out in the comment")
