"""Two people of the sub-venue: on the named roll, with a blindly signed entitlement, at the same door as the phones."""

import secrets
from typing import NamedTuple

from shuzhi.ballots import actions as ballots
from shuzhi.ballots import blind
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import roll_key_of
from shuzhi.ballots.rules import RollRow
from shuzhi.ballots.sheet import Sheet
from shuzhi.project.demo import voters
from shuzhi.project.demo.content import content
from shuzhi.project.demo.people import Cast

TOKEN = 32


class Entitlement(NamedTuple):
    """What lies on the voter's own device and nowhere else."""

    form: str
    group: str
    token: str
    prefix: str
    signature: str


def keep_roll(cast: Cast, session: BallotSession) -> list[Entitlement]:
    """The roll is made; whoever stands on it takes the entitlement before the ballot opens."""
    people = content()["roll"]
    ballots.add_to_roll(session, [RollRow(**one) for one in people], actor=cast.desks["office"])
    taken = []
    for one in people:
        key = roll_key_of(session, one["group"])
        if key is None:
            raise RuntimeError(f"The roll of the demo has no key for group {one['group']}.")
        public = blind.PublicKey.from_text(key.public)
        token = secrets.token_bytes(TOKEN)
        prepared = blind.prepare(token)
        blinded, inverse = blind.blind(public, prepared)
        signed = ballots.take_entitlement(session, blinded, actor=cast.members[one["account"]])
        signature = blind.finalize(public, prepared, signed, inverse)
        prefix = prepared[: blind.PREFIX].hex()
        taken.append(Entitlement(session.box_form, one["group"], token.hex(), prefix, signature.hex()))
    return taken


def cast_all(port: int, sheet: Sheet, taken: list[Entitlement], first: int) -> list[str]:
    """Each opens the door with the own entitlement and rates there; what the door said to each."""
    return [_cast(port, sheet, first + number, one) for number, one in enumerate(taken)]


def _cast(port: int, sheet: Sheet, voter: int, entitlement: Entitlement) -> str:
    entered = voters.ask(port, "/remote", entitlement._asdict())
    return voters.cast(port, sheet, voter, entered["code"])
