"""The box is migrated by walking only what concerns it; nothing may be left out by that."""

import pytest
from django.db import connections, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from shuzhi.ballots.models import box
from shuzhi.project.management.commands.migrate import concerns, walk

SLIP = migrations.AddField("Slip", "another", models.TextField(default=""))
SESSION = migrations.AddField("BallotSession", "another", models.TextField(default=""))


def nothing(apps, schema_editor):
    """A step that does nothing."""


INTO_THE_BOX = migrations.RunPython(nothing, hints={"target": "box"})


@pytest.mark.parametrize(
    "step",
    [
        SLIP,
        migrations.AddConstraint("Slip", models.UniqueConstraint(fields=["mark"], name="one")),
        migrations.RenameModel("Former", "Slip"),
        migrations.RunSQL("SELECT 1", hints={"target": "box"}),
        INTO_THE_BOX,
        migrations.SeparateDatabaseAndState([SESSION, INTO_THE_BOX]),
        migrations.operations.base.Operation(),
    ],
)
def test_a_step_into_the_box_is_taken(step):
    assert concerns("ballots", step)


@pytest.mark.parametrize(
    "step",
    [
        SESSION,
        migrations.CreateModel("Another", [("id", models.AutoField(primary_key=True))]),
        migrations.RunPython(nothing),
        migrations.RunSQL("SELECT 1"),
        migrations.SeparateDatabaseAndState([SESSION], [SLIP]),
    ],
)
def test_a_step_elsewhere_is_passed_by(step):
    assert not concerns("ballots", step)


def test_what_other_parts_of_the_product_do_never_concerns_the_box():
    assert not concerns("meetings", SLIP)
    assert not concerns("meetings", INTO_THE_BOX)


@pytest.mark.django_db(databases=["default", "box"])
def test_the_box_has_everything_noted_and_every_column():
    connection = connections["box"]
    executor = MigrationExecutor(connection)
    noted = set(MigrationLoader(connection).applied_migrations)

    assert noted == set(executor.loader.disk_migrations)
    with connection.cursor() as cursor:
        for model in (box.BoxForm, box.Slip, box.SealedBallot, box.OpenedBallot, box.Receipt):
            table = model._meta.db_table
            found = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert found == {field.column for field in model._meta.local_fields}


@pytest.mark.django_db(databases=["default", "box"])
def test_from_an_older_state_the_walk_goes_on_where_it_stood():
    connection = connections["box"]
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ends = [graph.nodes[key] for key, node in graph.node_map.items() if not node.children]
    passed = [end for end in ends if not any(concerns(end.app_label, step) for step in end.operations)]
    for end in passed:
        executor.recorder.record_unapplied(end.app_label, end.name)

    walk(connection)

    assert len(passed) > 3
    assert set(MigrationLoader(connection).applied_migrations) == set(executor.loader.disk_migrations)
