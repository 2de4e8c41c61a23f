from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork.models import Draw, DrawHolder, sha256_of
from shuzhi.fieldwork.rules.visits import SHORTEST_REASON, may_plan
from shuzhi.fieldwork.states import DrawState
from shuzhi.web.refusal import Refusal


def may_plan_draws(user: User | None, cycle: Cycle) -> Refusal | None:
    return may_plan(user, cycle)


def may_read_frame(user: User | None, draw: Draw) -> Refusal | None:
    """Before the end the office alone knows from which list is drawn; afterwards everybody who sees the cycle."""
    if draw.is_public:
        return None
    return refuse_unless(user, "visit.plan", draw.scope_path, draw.cycle_id)


def may_read_units(user: User | None, draw: Draw) -> Refusal | None:
    """What was drawn: on the days of the visits the team alone, the office neither; afterwards everybody."""
    if draw.state != DrawState.OPENED:
        return Refusal(_("The draw is not opened; nobody can know what it will give."))
    if draw.is_public or (user is not None and any(one.pk == user.pk for one in draw.team.all())):
        return None
    said = _("Until %(day)s only the team knows the places; from then on everybody can check the draw.")
    return Refusal(said % {"day": f"{draw.until:%Y-%m-%d}"}, status=403)


def may_change_draw(user: User | None, draw: Draw) -> Refusal | None:
    """List, numbers, team and holders change until the draw is sealed."""
    if refusal := may_plan(user, draw.cycle):
        return refusal
    if draw.state != DrawState.DRAFT:
        return Refusal(_("The draw is sealed; nothing of it can be changed."))
    return None


def may_take_word(user: User | None, holder: DrawHolder) -> Refusal | None:
    """Each holder takes the own word, before the draw is sealed."""
    if user is None or holder.user_id != user.pk:
        return Refusal(_("Only %(name)s takes this word.") % {"name": holder.user}, status=403)
    if holder.draw.state != DrawState.DRAFT:
        return Refusal(_("The draw is sealed; the word that was taken counts."))
    return None


def may_seal(user: User | None, draw: Draw) -> Refusal | None:
    """Sealed is what is whole: a list, numbers that fit it, a team, two words taken, a day to come."""
    if refusal := may_change_draw(user, draw):
        return refusal
    if not draw.frame or not draw.size:
        return Refusal(_("There is nothing to draw from yet."))
    if draw.day <= timezone.localdate():
        return Refusal(_("The day of the draw must lie ahead: its public number must not be known yet."))
    holders = list(draw.holders.all())
    if len(holders) != 2 or not all(holder.word_hash for holder in holders):
        return Refusal(_("Both holders take their secret words first."))
    if not draw.team.exists():
        return Refusal(_("Name the team that goes."))
    return None


def may_enter_word(
    user: User | None, holder: DrawHolder, word: str | None = None, value: str | None = None
) -> Refusal | None:
    """On the day each holder gives the own word and the public number; the two numbers must agree."""
    draw = holder.draw
    if user is None or holder.user_id != user.pk:
        return Refusal(_("Only %(name)s gives this word.") % {"name": holder.user}, status=403)
    return _refuse_day(draw) or _refuse_typed(holder, word, value)


def _refuse_day(draw: Draw) -> Refusal | None:
    if draw.state != DrawState.SEALED:
        return Refusal(_("The draw is not sealed."))
    today = timezone.localdate()
    if today < draw.day:
        return Refusal(_("The draw opens on %(day)s, not earlier.") % {"day": f"{draw.day:%Y-%m-%d}"})
    if today > draw.until:
        return Refusal(_("The days of the draw are over; declare it void and prepare another one."))
    return None


def may_void(user: User | None, draw: Draw, reason: str | None = None) -> Refusal | None:
    """A draw that was not opened can be given up, with a reason that stays."""
    if refusal := may_plan(user, draw.cycle):
        return refusal
    if draw.state not in (DrawState.DRAFT, DrawState.SEALED):
        return Refusal(_("The draw is opened or void."))
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return Refusal(_("Give the reason in at least %(n)d characters.") % {"n": SHORTEST_REASON})
    return None


def normal_word(word: str) -> str:
    """A word as it was given out, however it was typed: capitals, no blanks, dashes between groups of five."""
    letters = "".join(char for char in word.upper() if char.isalnum())
    return "-".join(letters[place : place + 5] for place in range(0, len(letters), 5))


def refuse_holders(holders: tuple[User, User]) -> Refusal | None:
    """One person with both words could know the draw as soon as the public number is out."""
    if holders[0].pk != holders[1].pk:
        return None
    return Refusal(_("Two different people keep the words."))


def refuse_sizes(frame: list[list[str]], sizes: dict[str, int]) -> Refusal | None:
    """Of no group more than it has, each unit once."""
    codes = [code for code, _name, _stratum in frame]
    if len(set(codes)) != len(codes):
        return Refusal(_("A unit stands twice in the list."))
    for name, size in sizes.items():
        there = sum(stratum == name for _code, _name, stratum in frame)
        if not 0 <= size <= there:
            said = _("From “%(name)s” %(size)d cannot be drawn: the list has %(there)d.")
            return Refusal(said % {"name": name, "size": size, "there": there})
    return None


def _refuse_typed(holder: DrawHolder, word: str | None, value: str | None) -> Refusal | None:
    if word is not None and sha256_of(normal_word(word)) != holder.word_hash:
        return Refusal(
            _("This is not the word that was taken. Look for the mistake in writing; nothing is lost.")
        )
    other = next((one for one in holder.draw.holders.all() if one.pk != holder.pk and one.entered_at), None)
    if value is not None and other is not None and value.strip() != other.beacon_value:
        return Refusal(
            _(
                "The other holder typed another public number. Compare both with the source; each may type again."
            )
        )
    return None
