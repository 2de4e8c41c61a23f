import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import override

from shuzhi.audit.actions import record
from shuzhi.audit.models import FIRST_LINK, ChainEnd, Entry
from shuzhi.audit.queries import breaks_in_chain, filtered, history_of

ROOT = Path(__file__).resolve().parents[3]


def somebody(name):
    return get_user_model().objects.create(username=name, display_name=name)


def tamper(sql, *params):
    """What somebody with the database at hand could do; the models refuse it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def clerk(db):
    return somebody("周组织")


@pytest.fixture
def three_lines(clerk):
    return [
        record(clerk, verb, clerk, detail={"步骤": number})
        for number, verb in enumerate(["a.b", "a.c", "d.e"])
    ]


def test_every_line_is_chained_to_the_one_before(three_lines):
    first, second, third = Entry.objects.order_by("number")

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.prev_hash, second.prev_hash, third.prev_hash] == [FIRST_LINK, first.hash, second.hash]
    assert (ChainEnd.objects.get().number, ChainEnd.objects.get().hash) == (3, third.hash)
    assert list(breaks_in_chain()) == []


def test_a_line_is_neither_changed_nor_deleted(three_lines):
    line = three_lines[0]

    for attempt in (
        line.save,
        line.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert Entry.objects.count() == 3


def test_a_line_names_the_actor_even_after_a_change_of_name(clerk):
    line = record(clerk, "a.b", clerk)
    clerk.display_name = "周新名"
    clerk.save()

    line.refresh_from_db()
    assert (line.actor_name, line.subject_text, line.subject_type, line.subject_pk) == (
        "周组织", "周组织", "accounts.user", str(clerk.pk),
    )  # fmt: skip


def test_a_refused_action_leaves_no_line(clerk):
    def act_and_fail():
        with transaction.atomic():
            record(clerk, "a.b", clerk)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()

    assert (Entry.objects.count(), list(breaks_in_chain())) == (0, [])


@pytest.mark.parametrize(
    ("sql", "params", "numbers"),
    [
        ("UPDATE audit_entry SET actor_name = %s WHERE number = 2", ["别人"], [2]),
        ("UPDATE audit_entry SET verb = %s WHERE number = 3", ["x.y"], [3]),
        ("DELETE FROM audit_entry WHERE number = %s", [2], [2]),
        ("DELETE FROM audit_entry WHERE number = %s", [3], [3]),
        ("DELETE FROM audit_entry WHERE number >= %s", [1], [1]),
    ],
)
def test_whoever_changes_the_log_behind_our_back_is_found(three_lines, sql, params, numbers):
    tamper(sql, *params)

    assert [fault.number for fault in breaks_in_chain()] == numbers
    with pytest.raises(CommandError):
        call_command("verify_chain", stdout=io.StringIO(), stderr=io.StringIO())


def test_a_line_rewritten_with_a_fresh_hash_breaks_the_link_to_the_next(three_lines):
    line = Entry.objects.get(number=2)
    line.actor_name = "别人"
    tamper("UPDATE audit_entry SET actor_name = %s, hash = %s WHERE number = 2", "别人", line.link())

    assert [fault.number for fault in breaks_in_chain()] == [3]


def test_the_command_says_that_the_log_is_whole(three_lines):
    out = io.StringIO()

    call_command("verify_chain", stdout=out)

    assert out.getvalue() == "日志完整：共 3 行。\n"


WRITER = """
import django; django.setup()
from django.db import transaction
from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
clerk = User.objects.get(username="clerk")
for number in range(10):
    with transaction.atomic():
        record(clerk, "a.b", clerk, detail={"n": number})
"""
READER = """
import django; django.setup()
from shuzhi.audit.models import Entry
from shuzhi.audit.queries import breaks_in_chain
print(list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 44)), list(breaks_in_chain()))
"""


@pytest.fixture
def database(request, tmp_path):
    """The address of an empty database of the kind under test that several processes can open."""
    if request.config.getoption("--db") == "sqlite":
        return f"sqlite:///{tmp_path / 'log.sqlite3'}"
    server = request.getfixturevalue("postgres")
    server.run("createdb", "-h", server.root, "-U", "test", "audit_writers")
    return server.url("audit_writers")


def test_processes_that_write_at_the_same_time_make_one_chain(database, tmp_path):
    surroundings = {
        **os.environ,
        "SHUZHI_DATABASE_URL": database,
        "SHUZHI_BOX_URL": f"sqlite:///{tmp_path / 'box.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "shuzhi.project.settings",
        "PYTHONPATH": str(ROOT),
    }

    def python(*arguments):
        return subprocess.Popen(
            [sys.executable, *arguments], env=surroundings, cwd=ROOT, stdout=subprocess.PIPE
        )

    made = [
        python("manage.py", "migrate", "audit", "--verbosity=0").wait(),
        python("manage.py", "create_administrator", "clerk").wait(),
    ]
    writers = [python("-c", WRITER) for _ in range(4)]
    ended = [writer.wait() for writer in writers]

    assert (made, ended) == ([0, 0], [0, 0, 0, 0])
    assert python("-c", READER).communicate()[0].decode().strip() == "True []"


def test_the_history_of_a_record_is_its_own_lines_newest_first(clerk):
    other = somebody("别人")
    record(clerk, "user.created", other)
    record(None, "role.granted", clerk, detail={"reason": "换届"})
    record(clerk, "user.renamed", other)

    assert [entry.sentence for entry in history_of(other)] == [
        "周组织 修改账号姓名：别人",
        "周组织 新建账号：别人",
    ]
    assert [entry.sentence for entry in history_of(clerk)] == ["系统 授予角色：周组织。理由：换届"]
    assert [entry.number for entry in history_of(clerk, other)] == [3, 2, 1]


def test_lines_are_filtered_by_verb_actor_and_day(clerk, three_lines):
    record(None, "a.b", clerk)
    today, nobody = Entry.objects.first().made_at.astimezone().date(), {"since": None, "until": None}

    def numbers(**wanted):
        return [entry.number for entry in filtered(Entry.objects.all(), **{**nobody, **wanted})]

    assert numbers() == [4, 3, 2, 1]
    assert numbers(verb="a.b") == [4, 1]
    assert numbers(actor="周组") == [3, 2, 1]
    assert numbers(until=date(2000, 1, 1)) == []
    assert numbers(since=today.replace(year=today.year - 1)) == [4, 3, 2, 1]


def test_no_verb_brings_a_colon_of_its_own():
    """The sentence sets one between what was done and the record."""
    verbs = {
        verb: words
        for app in apps.get_app_configs()
        for verb, words in getattr(app, "audit_verbs", {}).items()
    }

    with override("zh-hans"):
        assert len(verbs) > 50
        assert [verb for verb, words in verbs.items() if str(words).endswith(("：", ":"))] == []
