"""Law 6, measured: no id, position, dump, transaction id or log tells when, or by whom, a ballot was cast."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, models

from shuzhi.ballots.tests.bench import TABLES, Bench, DoorProcess, hall_sheet, numbered_sheet
from shuzhi.ballots.tests.office import Office
from shuzhi.ballots.tests.reader import Cast, correlations, last_ballot_guesses, rank_correlation

RUNS, BALLOTS = 12, 200
# A single order of 200 by pure chance stays below this but once in a million.
ONE_ORDER = 0.36

# All that the box may hold. A column that is not here fails the test, whatever it is called.
COLUMNS = {
    "ballots_boxform": {"id", "sheet", "state", "public", "remote"},
    "ballots_slip": {"mark", "form", "voters", "channel", "state", "nonce"},
    "ballots_sealedballot": {"id", "form", "voters", "filled", "sealed"},
    "ballots_openedballot": {"id", "form", "voters", "reporter", "marks"},
    "ballots_receipt": {"id", "form", "code"},
}
TEXT_OR_SWITCH = {"CharField", "TextField", "BooleanField"}

# Where the default database may point from a ballot's table at a person, and where it may keep a time: acts of
# the office, and none of them one voter's.
PERSONS = {
    "ballots_ballotsession": {"first_declarer", "second_declarer"},
    "ballots_ballotkey": {"made_by"},
    "ballots_keyholder": {"user"},
    "ballots_waitingshare": {"user"},
    "ballots_declaration": {"user"},
    "ballots_rollentry": {"user"},
    "ballots_paperbatch": {"uploaded_by"},
    "ballots_paperdoubt": {"first_by", "second_by"},
    "ballots_paperentry": {"by"},
    "ballots_voidrequest": {"asked_by"},
}
TIMES = {
    "ballots_ballotsession": {"opened_at", "closed_at", "declared_at"},
    "ballots_ballotkey": {"made_at"},
    "ballots_keyholder": {"confirmed_at"},
    "ballots_waitingshare": {"expires_at"},
    "ballots_closing": {"published_at"},
    "ballots_paperbatch": {"made_at", "beat_at"},
    "ballots_voidrequest": {"expires_at"},
}
NEVER = {"code", "mark", "nonce", "receipt", "choices", "ip", "address", "agent", "browser", "session_key"}


@pytest.fixture
def office(bench: Bench) -> Iterator[Office]:
    office = Office(bench)
    yield office
    office.end()


def test_no_order_in_the_box_follows_the_order_of_casting(bench: Bench):
    found = correlations(bench, RUNS, BALLOTS)

    # The mean of 12 runs stays below 0.1 by pure chance but once in a million.
    assert len(found) >= 3
    assert {name: value for name, value in found.items() if abs(value) >= 0.1} == {}


def test_the_last_ballot_is_not_guessed_better_than_by_chance(bench: Bench):
    found = last_ballot_guesses(bench, 80, 6)

    # 80 looks, 13 hits by chance: 1.5 times is within two standard deviations, 2.6 is six. The full run
    # (python -m bench.secrecy) is long enough to hold 1.5.
    assert {place: factor for place, factor in found.items() if factor > 2.6} == {}


def test_ballots_that_do_not_fit_one_page_of_the_tree_tell_no_order_either(bench: Bench):
    cast = Cast(bench, 60, sheet=_long_sheet())

    for name, order in cast.ballots().items():
        assert abs(rank_correlation(list(range(60)), order)) < 0.6, name


def test_after_closing_and_opening_no_table_follows_the_order_of_casting(bench: Bench, office: Office):
    cast = Cast(bench, BALLOTS)
    closing = office.close_box(cast.form)
    ballots, slips = cast.ballots(), cast.slips()

    assert office.open_ballots(cast.form) == BALLOTS == closing["sealed"]

    seen = {"sealed": ballots, "slips": slips, "opened": cast.opened(), "receipts": cast.receipts()}
    orders = {f"{table} {name}": order for table, found in seen.items() for name, order in found.items()}
    in_order = list(range(BALLOTS))
    assert [
        name for name, order in orders.items() if abs(rank_correlation(in_order, order)) >= ONE_ORDER
    ] == []
    # Nor does any table follow another: the place of a ballot says nothing about its receipt or its slip.
    pairs = [(one, other) for one in orders for other in orders if one.split()[0] < other.split()[0]]
    tied = [pair for pair in pairs if abs(rank_correlation(orders[pair[0]], orders[pair[1]])) >= ONE_ORDER]
    assert (len(pairs) >= 54, tied) == (True, [])


def test_opened_rows_share_nothing_with_sealed_ones(bench: Bench, office: Office):
    cast = Cast(bench, 30)
    office.close_box(cast.form)
    office.open_ballots(cast.form)

    values = {
        table: {str(value) for row in bench.run(f"SELECT * FROM {table}") for value in row}  # noqa: S608
        for table in ("ballots_slip", "ballots_sealedballot", "ballots_openedballot", "ballots_receipt")
    }
    shared = {
        (one, other): values[one] & values[other] - {cast.form, "A"}
        for one in values
        for other in values
        if one < other
    }
    assert {pair: common for pair, common in shared.items() if common} == {}


def test_transaction_ids_join_no_slip_to_its_ballot(bench: Bench):
    if bench.sqlite:
        columns = {row[1] for table in COLUMNS for row in bench.run(f"PRAGMA table_info({table})")}
        assert columns == set().union(*COLUMNS.values())
        with pytest.raises(Exception, match="no such column"):
            bench.run("SELECT rowid FROM ballots_sealedballot")
        return
    busy = joined_by_transaction(bench, Cast(bench, BALLOTS, pause=False).form)
    quiet = Cast(bench, BALLOTS).form

    # In a full hall all ballots carry the id of the last commit; the slip of that commit could be anybody's.
    assert [count for _mark, count in busy] == [BALLOTS]
    # After a pause the slips have one id among them as well, and it is no ballot's.
    assert joined_by_transaction(bench, quiet) == []
    assert [ids(bench, "ballots_slip", quiet), ids(bench, "ballots_sealedballot", quiet)] == [1, 1]


def joined_by_transaction(bench: Bench, form: str) -> list[tuple[str, int]]:
    return bench.run(
        "SELECT s.mark, count(*) FROM ballots_slip s JOIN ballots_sealedballot b ON b.xmin = s.xmin "
        "AND b.form = s.form WHERE s.form = ? AND s.state = 'spent' AND b.filled GROUP BY s.mark",
        form,
    )


def ids(bench: Bench, table: str, form: str) -> int:
    return int(bench.run(f"SELECT count(DISTINCT xmin::text) FROM {table} WHERE form = ?", form)[0][0])  # noqa: S608


def test_a_dump_tells_no_order(bench: Bench, request: pytest.FixtureRequest):
    cast = Cast(bench, BALLOTS)
    if bench.sqlite:
        text = "\n".join(bench.db.iterdump())
    else:
        server = request.getfixturevalue("postgres")
        command = [str(server.bin / "pg_dump"), "--data-only", "-t", "ballots_sealedballot", bench.url]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    sealed = [one for one in cast.numbers if len(one) > 64]
    order = [cast.numbers[one] for one in sorted(sealed, key=text.index)]
    assert abs(rank_correlation(list(range(BALLOTS)), order)) < ONE_ORDER


def test_the_write_ahead_log_holds_no_code_and_no_choice(bench: Bench, request: pytest.FixtureRequest):
    """It does tell its administrator which row was filled when (docs/threat-model.md): the row is sealed."""
    cast = Cast(bench, 40)
    if bench.sqlite:
        # Emptied in the pause that `Cast` ends with.
        assert Path(bench.url.removeprefix("sqlite://") + "-wal").stat().st_size == 0
        raw = Path(bench.url.removeprefix("sqlite://")).read_bytes()
    else:
        folder = Path(request.getfixturevalue("postgres").root, "d", "pg_wal")
        raw = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
        assert (
            next(one for one in cast.numbers if len(one) > 64).encode() in raw
        )  # the look is at the right place

    receipts = [one for one in cast.numbers if len(one) == 10]
    assert [one for one in (*cast.codes, *receipts) if one.encode() in raw] == []


@pytest.mark.django_db(databases=["default", "box"])
def test_the_box_has_no_column_that_could_tell():
    box = connections["box"]
    with box.cursor() as cursor:
        tables = set(box.introspection.table_names(cursor)) - {"django_migrations"}
        described = {table: box.introspection.get_table_description(cursor, table) for table in tables}
        keys = {table: box.introspection.get_constraints(cursor, table) for table in tables}

    assert {table: {column.name for column in columns} for table, columns in described.items()} == COLUMNS
    kinds = {
        box.introspection.get_field_type(column.type_code, column)
        for columns in described.values()
        for column in columns
    }
    assert kinds <= TEXT_OR_SWITCH
    constraints = [key for of_table in keys.values() for key in of_table.values()]
    assert [
        key for key in constraints if key["foreign_key"] or (key["index"] and not key["primary_key"])
    ] == []


@pytest.mark.django_db(databases=["default", "box"])
def test_the_migrated_box_is_the_one_the_measures_are_taken_on():
    box = connections["box"]
    with box.cursor() as cursor:
        for table, columns in TABLES.items():
            there = [column.name for column in box.introspection.get_table_description(cursor, table)]
            assert there == [part.split()[0] for part in columns.split(", ")]
        if box.vendor == "postgresql":
            cursor.execute("SELECT attstorage FROM pg_attribute WHERE attname = 'sealed'")
            assert {row[0] for row in cursor.fetchall()} == {"p"}


@pytest.mark.django_db(databases=["default", "box"])
def test_the_box_runs_no_trigger_and_counts_no_sequence():
    box = connections["box"]
    with box.cursor() as cursor:
        if box.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            cursor.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'ballots_%' AND type = 'table'")
            assert [sql for (sql,) in cursor.fetchall() if not sql.endswith("WITHOUT ROWID")] == []
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            triggers = cursor.fetchall()
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'ballots_%'")
            assert cursor.fetchall() == []

    assert triggers == []


def test_no_named_table_of_the_ballot_holds_what_could_be_one_voters():
    persons: dict[str, set[str]] = {}
    times: dict[str, set[str]] = {}
    for model in apps.get_app_config("ballots").get_models():
        if model.__module__.endswith(".box"):
            continue
        name = model._meta.db_table
        for column in model._meta.concrete_fields:
            assert column.name not in NEVER, f"{name}.{column.name}"
            if column.related_model and column.related_model._meta.label in {
                "accounts.User",
                "organisations.Person",
            }:
                persons.setdefault(name, set()).add(column.name)
            if isinstance(column, models.DateField | models.TimeField):
                times.setdefault(name, set()).add(column.name)

    strange = {
        table: columns - allowed.get(table, set())
        for found, allowed in ((persons, PERSONS), (times, TIMES))
        for table, columns in found.items()
    }
    assert {table: columns for table, columns in strange.items() if columns} == {}
    assert "ballots_rollentry" not in times


def test_a_door_in_trouble_writes_neither_code_nor_choice_into_its_log(bench: Bench):
    sheet = numbered_sheet()
    code, other = bench.add_form(sheet, {"A": 2})
    door = DoorProcess(bench.url).start()
    answer = door.press(code, [["2718"]], "ab" * 16)
    door.ask(
        "POST", "/cast", b'{"code": "' + other.encode() + b'", "nonce": "' + b"cd" * 16 + b'", "choices": {'
    )
    bench.run("ALTER TABLE ballots_sealedballot RENAME TO gone")
    broken = door.cast(other, [["3141"]], "cd" * 16)
    bench.run("ALTER TABLE ballots_slip RENAME TO gone_too")
    door.get(f"/b/{other}")
    door.cast(other, [["3141"]], "cd" * 16)
    port = str(door.port)

    log = door.stop().replace(port, "")

    words = (
        code,
        other,
        "2718",
        "3141",
        "ab" * 16,
        "cd" * 16,
        answer["receipt"],
        "Traceback",
        "/cast",
        "/b/",
    )
    assert (broken, [word for word in words if word in log]) == ("broken", [])
    assert "was not written" in log


def test_a_filled_row_is_as_long_as_a_blank_one(bench: Bench):
    Cast(bench, 7, together=3)

    assert bench.run("SELECT count(DISTINCT length(sealed)) FROM ballots_sealedballot") == [(1,)]
    assert {len(numbered_sheet().write([[mark]])) for mark in ("0", "7", "3999")} == {3}


def test_the_measure_would_see_an_order_if_there_were_one(bench: Bench):
    """The control: ballots simply inserted one after the other, each with its slip in one transaction."""
    bench.run("CREATE TABLE naive (slip varchar(8), choices text)")
    for n in range(BALLOTS):
        bench.run("INSERT INTO naive VALUES (?, ?)", f"{n:08}", f"{n + 1:03x}")
    dump = [int(choices, 16) - 1 for (choices,) in bench.run("SELECT choices FROM naive")]
    bench.run("DROP TABLE naive")

    assert rank_correlation(list(range(BALLOTS)), dump) > 0.99


def _long_sheet():
    """A form of 900 cells, marked 0 to 3999 like the short one."""
    sheet, long = numbered_sheet(), hall_sheet(60, 15)
    row = sheet.rows[0]
    return type(sheet)(sheet.title, sheet.form, long.reporters, tuple([row] * 15), sheet.groups)
