"""The tables of the box, written by hand.

SQLite: WITHOUT ROWID, so that a row lies where its random key puts it and no counter tells the order of
insertion. PostgreSQL: the choices stay in the row itself, outside any side table whose numbers would tell
an order. No table has a second index: an index that moves entries when a row is filled would keep their
order.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "ballots_boxform": "id varchar(32) PRIMARY KEY, sheet text NOT NULL, state varchar(12) NOT NULL",
    "ballots_slip": "mark varchar(64) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "spent boolean NOT NULL, nonce varchar(64) NOT NULL",
    "ballots_sealedballot": "id varchar(32) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "filled boolean NOT NULL, choices text NOT NULL",
    "ballots_openedballot": "id varchar(32) PRIMARY KEY, form varchar(32) NOT NULL, voters varchar(120) NOT NULL, "
    "reporter varchar(64) NOT NULL, marks text NOT NULL",
}


def make_tables(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, columns in TABLES.items():
        # NOT NULL is spelled out: SQLite's own PRIMARY KEY would allow a null.
        body = columns.replace("PRIMARY KEY", "NOT NULL PRIMARY KEY", 1)
        schema_editor.execute(f"CREATE TABLE {name} ({body}){' WITHOUT ROWID' if sqlite else ''}")
    if not sqlite:
        schema_editor.execute("ALTER TABLE ballots_sealedballot ALTER COLUMN choices SET STORAGE PLAIN")


def drop_tables(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in TABLES:
        schema_editor.execute(f"DROP TABLE {name}")


def table(name: str, fields: list[tuple[str, models.Field]]) -> migrations.CreateModel:
    return migrations.CreateModel(name=name, fields=fields, options={"db_table": f"ballots_{name.lower()}"})


FORM = ("form", models.CharField(max_length=32))
GROUP = ("group", models.CharField(db_column="voters", max_length=120))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make_tables, drop_tables, hints={"target": "box"})],
            state_operations=[
                table(
                    "BoxForm",
                    [
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        ("sheet", models.TextField()),
                        ("state", models.CharField(max_length=12)),
                    ],
                ),
                table(
                    "Slip",
                    [
                        ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        FORM,
                        GROUP,
                        ("spent", models.BooleanField(default=False)),
                        ("nonce", models.CharField(max_length=64)),
                    ],
                ),
                table(
                    "SealedBallot",
                    [
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        FORM,
                        GROUP,
                        ("filled", models.BooleanField(default=False)),
                        ("choices", models.TextField()),
                    ],
                ),
                table(
                    "OpenedBallot",
                    [
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        FORM,
                        GROUP,
                        ("reporter", models.CharField(max_length=64)),
                        ("marks", models.TextField()),
                    ],
                ),
            ],
        ),
    ]
