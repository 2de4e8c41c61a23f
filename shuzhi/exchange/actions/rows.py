"""Rows put into the tables as they came, and the keys of those that follow."""

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection

from shuzhi.exchange.queries import Row
from shuzhi.exchange.states import PackageFault


def put_rows(rows: list[Row]) -> None:
    """Each row as it came, with its key; what does not fit in is a fault of the package."""
    try:
        for thing in serializers.deserialize("python", rows):
            thing.save()
    except (DeserializationError, IntegrityError) as error:
        table = str(rows[0].get("model", "")) if rows else ""
        raise PackageFault("A row does not fit in", f"{table}: {_said(error)}") from None


def refuse_loose_rows() -> None:
    """Whoever is referred to is there; asked before the commit would. The database says which row refers to what."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise PackageFault("Rows refer to what is not here", _said(error)) from None


def _said(error: Exception) -> str:
    """The database's own words in one line: table, column and key."""
    return " ".join(str(error).split())


def begin_lane(lane: int) -> None:
    """The next keys of every table are those of the lane; undone with the transaction on either database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for one in connection.introspection.sequence_list():
                cursor.execute(f'ALTER SEQUENCE "{one["name"]}" RESTART WITH {lane + 1}')
            return
        tables = [
            table_ for table_ in connection.introspection.table_names(cursor) if table_ != "sqlite_sequence"
        ]
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(name, lane) for name in tables]
        )
