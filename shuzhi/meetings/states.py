"""The states of a meeting, and the steps of each reporter in it: report, questions, comment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


STATE_MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.RUNNING}),
    State.RUNNING: frozenset({State.ENDED}),
    State.ENDED: frozenset(),
}


class Step(TextChoices):
    WAITING = "waiting", _("Waiting")
    REPORTING = "reporting", _("Reporting")
    QUESTIONS = "questions", _("Questions")
    COMMENT = "comment", _("Comment")
    DONE = "done", _("Done")


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
