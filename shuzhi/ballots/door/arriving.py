"""A ballot arrives: it is checked, sealed, and from there on unreadable to the door as well."""

from typing import Any, NamedTuple

from shuzhi.ballots import codes, sealing
from shuzhi.ballots.door.deciding import Cast
from shuzhi.ballots.door.store import Found
from shuzhi.ballots.sheet import Channel, Sheet


class Arrival(NamedTuple):
    cast: Cast
    receipt: str


def arrive(
    found: Found, sheet: Sheet, choices: Any, *, code: str, nonce: str, key: str, channel: str = Channel.PHONE
) -> Arrival:
    """The sealed ballot of one slip and its receipt; raises BadChoices for what is not a ballot of this form.

    `nonce` is what the phone drew: pressing again with it gives the same receipt, and its keyed hash alone is
    kept. A paper ballot comes the same way, with the number of its set as `code`.
    """
    receipt = codes.receipt_of(code, nonce)
    plain = sealing.contents_of(sheet.write(choices), receipt, form=found.form, group=found.group, key=key)
    sealed = sealing.seal(found.public, plain)
    cast = Cast(codes.mark_of(code, key), codes.mark_of(nonce, key), found.form, sealed, channel)
    return Arrival(cast, receipt)
