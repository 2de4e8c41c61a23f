from datetime import date

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.duties import rules
from shuzhi.duties.models import Confirmation, DutyList, Item, Milestone, Progress, Visit
from shuzhi.duties.queries import list_or_404
from shuzhi.duties.states import Stage
from shuzhi.files.models import Upload
from shuzhi.web.refusal import require


@transaction.atomic
def note_progress(item: Item, text: str, *, on: date, actor: User | None) -> Progress:
    """How far the line has come; what was noted before remains."""
    require(rules.may_report(actor, item, on))
    note = Progress.objects.create(item=item, text=text.strip(), on=on, made_by=actor)
    record(actor, "duty_item.progress", item, detail={"on": on.isoformat(), "text": note.text})
    return note


@transaction.atomic
def note_visit(item: Item, text: str, *, on: date, actor: User | None, solved: str = "") -> Visit:
    """A visit to the contact point: what was done there and what was solved."""
    require(rules.may_report(actor, item, on))
    visit = Visit.objects.create(item=item, text=text.strip(), solved=solved.strip(), on=on, made_by=actor)
    record(actor, "duty_item.visited", item, detail={"on": on.isoformat(), "text": visit.text})
    return visit


@transaction.atomic
def note_confirmation(
    item: Item, by: str, how: str, *, on: date, actor: User | None, upload: Upload | None = None
) -> Confirmation:
    """Those concerned confirm: who and in which way; a paper may back it, none is asked for."""
    require(rules.may_report(actor, item, on))
    said = Confirmation.objects.create(
        item=item, by=by.strip(), how=how.strip(), on=on, upload=upload, made_by=actor
    )
    record(actor, "duty_item.confirmed", item, detail={"by": said.by, "how": said.how})
    return said


@transaction.atomic
def reach_milestone(milestone: Milestone, *, on: date, actor: User | None) -> None:
    """The team reached the step on this day."""
    require(rules.may_report(actor, milestone.item, on))
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    record(
        actor, "duty_item.reached", milestone.item, detail={"milestone": milestone.name, "on": on.isoformat()}
    )


@transaction.atomic
def conclude(item: Item, outcome: str, result: str, *, on: date, actor: User | None) -> None:
    """The result of a line; until the results are shown it may be bettered, and the log keeps each wording."""
    require(rules.may_report(actor, item, on))
    require(rules.may_conclude(actor, item, outcome))
    before = {"outcome": item.outcome, "result": item.result}
    item.outcome, item.result, item.result_on = outcome, result.strip(), on
    item.save(update_fields=["outcome", "result", "result_on"])
    after = {"outcome": item.outcome, "result": item.result}
    record(actor, "duty_item.concluded", item, detail={"before": before, "after": after})


@transaction.atomic
def show_stage(duty_list: DutyList, stage: str, *, actor: User | None) -> None:
    """Shows the progress mid-year or the results at the end; results that are shown change no more."""
    DutyList.objects.select_for_update().get(pk=duty_list.pk)
    held = list_or_404(duty_list.pk)
    require(rules.may_show(actor, held, stage))
    held.move_to(Stage(stage))
    held.save(update_fields=["stage"])
    record(actor, f"duty_list.{stage}_shown", held, detail={"hash": held.digest})
    duty_list.refresh_from_db()
