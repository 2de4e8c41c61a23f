"""`manage.py migrate`: Django's own; in the box it walks only what concerns the box.

Django builds the models of the whole product anew at every step of every migration, whichever database it
migrates, although almost none of the steps may touch the box. Here a migration without a step that the router
lets into the box is noted as done, as Django would note it after doing nothing; the others Django runs.
"""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation, RenameModel

from shuzhi.project.router import BOX

# Whoever asks for one of these asks for something else than "everything, forwards".
OTHERWISE = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == BOX and not any(options[name] for name in OTHERWISE):
            walk(connections[BOX])
        super().handle(*args, **options)


def walk(box: BaseDatabaseWrapper) -> None:
    """Runs what concerns the box and notes the rest, in the order of the whole plan."""
    executor = MigrationExecutor(box)
    executor.loader.check_consistent_history(box)
    if executor.loader.detect_conflicts():
        return  # Django says which
    passed: list[Migration] = []
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if not any(concerns(migration.app_label, step) for step in migration.operations):
            passed.append(migration)
            continue
        _note(executor, passed)
        passed = []
        MigrationExecutor(box).migrate([(migration.app_label, migration.name)])
    _note(executor, passed)


def concerns(label: str, step: Operation) -> bool:
    """Whether Django would let this step touch the box; a kind that is not known here counts as one that does."""
    match step:
        case SeparateDatabaseAndState():
            return any(concerns(label, one) for one in step.database_operations)
        case RunPython() | RunSQL():
            return router.allow_migrate(BOX, label, **step.hints)
        case RenameModel():
            names = {step.old_name_lower, step.new_name_lower}
        case ModelOperation():
            names = {step.name_lower}
        case FieldOperation() | IndexOperation():
            names = {step.model_name_lower}
        case _:
            return True
    return any(router.allow_migrate(BOX, label, model_name=name) for name in names)


def _note(executor: MigrationExecutor, passed: list[Migration]) -> None:
    if passed:
        executor.recorder.ensure_schema()
        with transaction.atomic(using=BOX):
            for migration in passed:
                # A squashed migration is noted by what it stands for, as Django notes it.
                for label, name in migration.replaces or [(migration.app_label, migration.name)]:
                    executor.recorder.record_applied(label, name)
