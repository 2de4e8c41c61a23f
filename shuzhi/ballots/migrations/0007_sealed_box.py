"""Ballots are sealed: the box knows a public key, slips have a channel and can be void, receipts have a table.

Tables are made anew, by hand, in the same physical form as before (0001): no row numbers on SQLite, sealed
texts within the row on PostgreSQL, no second index. A ballot that was cast in the clear cannot be sealed
afterwards: it has to be declared before.
"""

import json
import secrets

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "ballots_boxform": "id varchar(32) PRIMARY KEY, sheet text NOT NULL, state varchar(12) NOT NULL, "
    "public varchar(64) NOT NULL, remote text NOT NULL",
    "ballots_slip": "mark varchar(64) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "channel varchar(6) NOT NULL, state varchar(5) NOT NULL, nonce varchar(64) NOT NULL",
    "ballots_sealedballot": "id varchar(32) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "filled boolean NOT NULL, sealed text NOT NULL",
    "ballots_openedballot": "id varchar(32) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "reporter varchar(64) NOT NULL, marks text NOT NULL",
    "ballots_receipt": "id varchar(32) PRIMARY KEY, form varchar(32) NOT NULL, code varchar(10) NOT NULL",
}
KEPT = {
    "ballots_boxform": "SELECT id, sheet, state, '' AS public, '' AS remote FROM ballots_boxform",
    "ballots_slip": "SELECT mark, form, voters, 'phone' AS channel, "
    "CASE WHEN spent THEN 'spent' ELSE 'fresh' END AS state, nonce FROM ballots_slip ORDER BY mark",
}
# Stamp, receipt and the seal itself around the choices; a cell has three digits, two go into a byte.
AROUND = 16 + 10 + 48


def seal_the_box(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    box = schema_editor.connection
    with box.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ballots_sealedballot WHERE filled")
        if cursor.fetchone()[0]:
            raise RuntimeError(
                "There are ballots in the box that were not sealed: declare them first, then migrate."
            )
        cursor.execute("SELECT id, sheet FROM ballots_boxform")
        lengths = {form: _length(sheet) for form, sheet in cursor.fetchall()}
        cursor.execute("SELECT id, form, voters FROM ballots_sealedballot ORDER BY id")
        pool = [(row, form, group, False, _random(lengths[form])) for row, form, group in cursor.fetchall()]
        for name, columns in KEPT.items():
            cursor.execute(f"CREATE TEMPORARY TABLE kept_{name} AS {columns}")
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute("DROP TABLE ballots_sealedballot")
        _make(schema_editor, [name for name in TABLES if name != "ballots_openedballot"])
        for name in KEPT:
            cursor.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")  # noqa: S608 - names of this file
            cursor.execute(f"DROP TABLE kept_{name}")
        cursor.executemany("INSERT INTO ballots_sealedballot VALUES (%s, %s, %s, %s, %s)", pool)


def _make(schema_editor: BaseDatabaseSchemaEditor, names: list[str]) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name in names:
        body = TABLES[name].replace("PRIMARY KEY", "NOT NULL PRIMARY KEY", 1)
        schema_editor.execute(f"CREATE TABLE {name} ({body}){' WITHOUT ROWID' if sqlite else ''}")
    if not sqlite:
        schema_editor.execute("ALTER TABLE ballots_sealedballot ALTER COLUMN sealed SET STORAGE PLAIN")


def _length(sheet: str) -> int:
    raw = json.loads(sheet)
    return AROUND + (3 * len(raw["reporters"]) * len(raw["rows"]) + 1) // 2


def _random(length: int) -> str:
    return secrets.token_urlsafe(length) + "=" * (-length % 3)


GROUP = ("group", models.CharField(db_column="voters", max_length=120))


class Migration(migrations.Migration):
    dependencies = [("ballots", "0006_share_set")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(seal_the_box, hints={"target": "box"})],
            state_operations=[
                migrations.AddField("BoxForm", "public", models.CharField(default="", max_length=64)),
                migrations.AddField("BoxForm", "remote", models.TextField(default="")),
                migrations.RemoveField("Slip", "spent"),
                migrations.AddField("Slip", "channel", models.CharField(default="phone", max_length=6)),
                migrations.AddField("Slip", "state", models.CharField(default="fresh", max_length=5)),
                migrations.RenameField("SealedBallot", "choices", "sealed"),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        ("form", models.CharField(max_length=32)),
                        ("code", models.CharField(max_length=10)),
                    ],
                    options={"db_table": "ballots_receipt"},
                ),
            ],
        ),
    ]
