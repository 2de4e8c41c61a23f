"""Law 6, measured: no id, position, dump, or transaction id tells when a ballot was cast."""

import secrets
from pathlib import Path
from statistics import mean

import pytest
from django.db import connections

from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.door.deciding import Cast, Outcome
from shuzhi.ballots.door.store import open_store
from shuzhi.ballots.tests.bench import KEY, Bench, numbered_sheet

RUNS, BALLOTS = 20, 200

# All that the box may hold. A column that is not here fails the test, whatever it is called.
COLUMNS = {
    "ballots_boxform": {"id", "sheet", "state"},
    "ballots_slip": {"mark", "form", "voters", "spent", "nonce"},
    "ballots_sealedballot": {"id", "form", "voters", "filled", "choices"},
    "ballots_openedballot": {"id", "form", "voters", "reporter", "marks"},
}
TEXT_OR_SWITCH = {"CharField", "TextField", "BooleanField"}


def rank_correlation(one: list[int], other: list[int]) -> float:
    """Spearman's, for two orders of the same things."""
    place = {thing: at for at, thing in enumerate(other)}
    n = len(one)
    return 1 - 6 * sum((at - place[thing]) ** 2 for at, thing in enumerate(one)) / (n * (n * n - 1))


def cast_in_order(bench: Bench, count: int, together: int = 1) -> str:
    """Casts ballots 0, 1, 2, … through the door's own store, `together` in a commit; the form's id."""
    sheet = numbered_sheet()
    codes = bench.add_form(sheet, {"A": count + count // 5})
    form = bench.run("SELECT form FROM ballots_slip WHERE mark = ?", mark_of(codes[0], KEY))[0][0]
    store = open_store(bench.url)
    for first in range(0, count, together):
        numbers = range(first, min(first + together, count))
        batch = [
            Cast(mark_of(codes[n], KEY), secrets.token_hex(32), form, sheet.write([[str(n)]]))
            for n in numbers
        ]
        assert store.commit(batch) == [Outcome.ACCEPTED] * len(batch)
    store.settle_down()
    store.close()
    return form


def number(choices: str) -> int:
    return int(choices, 16) - 1


def orders(bench: Bench, form: str) -> dict[str, list[int]]:
    """The numbers of the ballots in every order that a reader of the database can see."""
    rows = bench.run("SELECT id, choices FROM ballots_sealedballot WHERE filled AND form = ?", form)
    by_id = {row: number(choices) for row, choices in rows}
    seen = {"dump": list(by_id.values()), "id": [by_id[row] for row in sorted(by_id)]}
    if bench.sqlite:
        raw = Path(bench.url.removeprefix("sqlite://")).read_bytes()
        seen["file"] = [by_id[row] for row in sorted(by_id, key=lambda row: raw.index(row.encode()))]
    else:
        places = bench.run(
            "SELECT id, ctid FROM ballots_sealedballot WHERE filled AND form = ? ORDER BY ctid", form
        )
        seen["ctid"] = [by_id[row] for row, _place in places]
    return seen


def test_no_order_in_the_box_follows_the_order_of_casting(bench: Bench):
    cast = list(range(BALLOTS))

    found: dict[str, list[float]] = {}
    for run in range(RUNS):
        form = cast_in_order(bench, BALLOTS, together=1 if run % 2 else 7)
        for name, order in orders(bench, form).items():
            found.setdefault(name, []).append(rank_correlation(cast, order))

    assert len(found) == 3
    # Of 20 runs by pure chance: the mean stays below 0.1 but once in ten billion, a single one below 0.36.
    assert {name: abs(mean(values)) < 0.1 for name, values in found.items()} == dict.fromkeys(found, True)
    assert {name: max(map(abs, values)) < 0.36 for name, values in found.items()} == dict.fromkeys(
        found, True
    )


def test_the_last_ballot_is_not_guessed_better_than_by_chance(bench: Bench):
    guesses = {"first": 0, "last": 0}
    for _ in range(100):
        form = cast_in_order(bench, 10)
        for order in orders(bench, form).values():
            guesses["first"] += order[0] == 9
            guesses["last"] += order[-1] == 9

    # 300 looks at 10 ballots: 30 by chance; 62 is six standard deviations (looks at one box are alike) away.
    assert max(guesses.values()) < 62


def test_transaction_ids_join_no_slip_to_its_ballot(bench: Bench):
    if bench.sqlite:
        columns = {row[1] for table in COLUMNS for row in bench.run(f"PRAGMA table_info({table})")}
        assert columns == set().union(*COLUMNS.values())
        with pytest.raises(Exception, match="no such column"):
            bench.run("SELECT rowid FROM ballots_sealedballot")
        return
    form = cast_in_order(bench, BALLOTS)

    joined = bench.run(
        "SELECT s.mark, count(*) FROM ballots_slip s JOIN ballots_sealedballot b ON b.xmin = s.xmin AND b.form = s.form "
        "WHERE s.form = ? AND s.spent AND b.filled GROUP BY s.mark",
        form,
    )
    different = bench.run("SELECT count(DISTINCT xmin::text) FROM ballots_sealedballot WHERE form = ?", form)[
        0
    ][0]

    # All ballots carry the id of the last commit; the slip of that commit could be anybody's.
    assert (different, [count for _mark, count in joined]) == (1, [BALLOTS])


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


def test_a_filled_row_is_as_long_as_a_blank_one():
    sheet = numbered_sheet()

    assert {len(sheet.write([[mark]])) for mark in ("0", "7", "3999")} == {len(sheet.blank)}


def test_the_measure_would_see_an_order_if_there_were_one(bench: Bench):
    """The control: ballots simply inserted one after the other, each with its slip in one transaction."""
    bench.run("CREATE TABLE naive (slip varchar(8), choices text)")
    for n in range(BALLOTS):
        bench.run("INSERT INTO naive VALUES (?, ?)", f"{n:08}", f"{n + 1:03x}")
    dump = [number(choices) for (choices,) in bench.run("SELECT choices FROM naive")]
    bench.run("DROP TABLE naive")

    assert rank_correlation(list(range(BALLOTS)), dump) > 0.99
