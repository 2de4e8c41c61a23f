"""The box: in a database of its own, with no key to anything named, no time, no order.

Its tables are created by hand in 0001_the_box.py, because their physical form is part of the secrecy.
"""

from django.db import models


class BoxForm(models.Model):
    """What a phone needs to show a ballot, and whether the box takes any."""

    id = models.CharField(primary_key=True, max_length=32)
    sheet = models.TextField()
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "ballots_boxform"


class Slip(models.Model):
    """An anonymous entitlement: the keyed hash of its code. By its nonce a lost answer is asked for again."""

    mark = models.CharField(primary_key=True, max_length=64)
    form = models.CharField(max_length=32)
    group = models.CharField(max_length=120, db_column="voters")
    spent = models.BooleanField(default=False)
    nonce = models.CharField(max_length=64)

    class Meta:
        db_table = "ballots_slip"


class SealedBallot(models.Model):
    """A row of the pool: blank until a ballot falls into it."""

    id = models.CharField(primary_key=True, max_length=32)
    form = models.CharField(max_length=32)
    group = models.CharField(max_length=120, db_column="voters")
    filled = models.BooleanField(default=False)
    choices = models.TextField()

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
