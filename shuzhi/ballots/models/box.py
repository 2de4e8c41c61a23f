"""The box: in a database of its own, with no key to anything named, no time, no order.

Its tables are created by hand in the migrations, because their physical form is part of the secrecy.
"""

import contextlib

from django.db import OperationalError, connections, models, transaction

from shuzhi.ballots.sheet import Channel, SlipState

BOX = "box"


class BoxForm(models.Model):
    """What a phone needs to show a ballot, what ballots are sealed to, and whether the box takes any."""

    id = models.CharField(primary_key=True, max_length=32)
    sheet = models.TextField()
    state = models.CharField(max_length=12)
    # The public half alone; empty until there is one. Nothing opens without it.
    public = models.CharField(max_length=64, default="")
    # What tokens from afar are checked with, group by group, as JSON; empty without such.
    remote = models.TextField(default="")

    class Meta:
        db_table = "ballots_boxform"


class Slip(models.Model):
    """An anonymous entitlement: the keyed hash of its code. By its nonce a lost answer is asked for again."""

    mark = models.CharField(primary_key=True, max_length=64)
    form = models.CharField(max_length=32)
    group = models.CharField(max_length=120, db_column="voters")
    channel = models.CharField(max_length=6, default=Channel.PHONE)
    state = models.CharField(max_length=5, default=SlipState.FRESH)
    nonce = models.CharField(max_length=64)

    class Meta:
        db_table = "ballots_slip"


class SealedBallot(models.Model):
    """A row of the pool: random text until a ballot, sealed to the form's key, falls into it."""

    id = models.CharField(primary_key=True, max_length=32)
    form = models.CharField(max_length=32)
    group = models.CharField(max_length=120, db_column="voters")
    filled = models.BooleanField(default=False)
    sealed = models.TextField()

    class Meta:
        db_table = "ballots_sealedballot"


class OpenedBallot(models.Model):
    """The marks of one ballot for one reporter; nothing joins it to the same voter's other marks."""

    id = models.CharField(primary_key=True, max_length=32)
    form = models.CharField(max_length=32)
    group = models.CharField(max_length=120, db_column="voters")
    reporter = models.CharField(max_length=64)
    marks = models.TextField()

    class Meta:
        db_table = "ballots_openedballot"


class Receipt(models.Model):
    """A code that a voter finds again in the published list; nothing joins it to a group or a choice."""

    id = models.CharField(primary_key=True, max_length=32)
    form = models.CharField(max_length=32)
    code = models.CharField(max_length=10)

    class Meta:
        db_table = "ballots_receipt"


def leave_no_trace() -> None:
    """Empties SQLite's log and rewrites PostgreSQL's files, where rows linger as they were before."""
    box = connections[BOX]
    if box.in_atomic_block:
        return
    if box.vendor == "sqlite":
        with box.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    for table in ("ballots_slip", "ballots_sealedballot"):
        # It gives way to whoever is at work, before PostgreSQL would take it for a deadlock; the door's next
        # pause does the same again.
        with contextlib.suppress(OperationalError), transaction.atomic(using=BOX), box.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(f"CLUSTER {table} USING {table}_pkey")
