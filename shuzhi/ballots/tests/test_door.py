"""The door as a phone meets it: a real process, a real box."""

import base64
import json
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shuzhi.ballots.codes import new_code, shown
from shuzhi.ballots.door.pages import STATIC
from shuzhi.ballots.sheet import BoxState
from shuzhi.ballots.tests.bench import TABLES, Bench, DoorProcess, hall_sheet, numbered_sheet


def test_a_slip_opens_a_ballot_and_its_ballot_falls_into_its_group(bench: Bench, door: DoorProcess):
    code, *_others = bench.add_form(numbered_sheet(), {"B": 3})

    status, _headers, page = door.get(f"/b/{code}")
    outcome = door.cast(code, [["7"]])

    assert (status, "张三" in page, outcome, bench.marks(numbered_sheet()), bench.spent()) == (
        200,
        True,
        "accepted",
        [7],
        1,
    )


def test_a_code_may_be_typed_as_it_is_read(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    typed = f" {code[:5].lower()}-{code[5:].lower()} "

    status, headers, _page = door.ask("POST", "/enter", f"code={typed.replace(' ', '+')}".encode())

    assert (status, headers["location"]) == (303, f"/b/{code}")


def test_a_code_that_cannot_be_one_is_said_so_beside_the_field(door: DoorProcess):
    status, _headers, page = door.ask("POST", "/enter", b"code=O0IL<b>")

    assert (status, 'role="alert"' in page, "<b>" in page) == (422, True, False)


@pytest.mark.parametrize(
    ("state", "expected"),
    [(BoxState.PREPARED, "not_open"), (BoxState.CLOSED, "closed"), (BoxState.COUNTED, "closed")],
)
def test_a_ballot_outside_the_session_is_refused_in_words(bench: Bench, door: DoorProcess, state, expected):
    code = bench.add_form(numbered_sheet(), {"A": 1}, state)[0]

    _status, _headers, page = door.get(f"/b/{code}")
    outcome = door.cast(code, [["1"]])

    assert (f'data-outcome="{expected}"' in page, outcome, bench.marks(numbered_sheet())) == (
        True,
        expected,
        [],
    )


def test_an_unknown_slip_is_refused_in_words(bench: Bench, door: DoorProcess):
    bench.add_form(numbered_sheet(), {"A": 1})
    stranger = new_code()

    status, _headers, page = door.get(f"/b/{stranger}")

    assert (status, "没有这张票签" in page, door.cast(stranger, [["1"]])) == (404, True, "unknown")


def test_a_second_ballot_on_one_slip_is_refused(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 2})[0]

    outcomes = [door.cast(code, [["1"]]), door.cast(code, [["2"]])]

    assert (outcomes, bench.marks(numbered_sheet())) == (["accepted", "used"], [1])


def test_a_press_repeated_after_a_lost_answer_is_accepted_and_counted_once(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 2})[0]
    nonce = secrets.token_hex(16)

    outcomes = [door.cast(code, [["5"]], nonce) for _ in range(3)]
    bench.set_state(BoxState.CLOSED)
    late = door.cast(code, [["5"]], nonce)

    assert (outcomes, late, bench.marks(numbered_sheet())) == (["accepted"] * 3, "accepted", [5])


def test_a_repeated_press_gives_the_same_receipt_and_it_lies_in_the_sealed_ballot(
    bench: Bench, door: DoorProcess
):
    one, other = bench.add_form(numbered_sheet(), {"A": 3})[:2]
    nonce = secrets.token_hex(16)

    first, again = door.press(one, [["5"]], nonce), door.press(one, [["5"]], nonce)
    second, refused = door.press(other, [["5"]], nonce), door.press(one, [["6"]])

    assert (first["outcome"], refused["outcome"]) == ("accepted", "used")
    assert first["receipt"] == again["receipt"] != second["receipt"]
    assert "receipt" not in refused
    sealed = {shown(found.receipt) for found in bench.contents(numbered_sheet())}
    assert sealed == {first["receipt"], second["receipt"]}


def test_what_was_cast_stands_nowhere_in_the_clear(bench: Bench, door: DoorProcess):
    sheet = hall_sheet(14, 3)
    code = bench.add_form(sheet, {"A": 1})[0]
    choices = [[n % 5] * 3 for n in range(14)]

    answer = door.press(code, choices)

    packed = bytes.fromhex(sheet.write(choices))
    at_rest = "".join(str(row) for table in TABLES for row in bench.run(f"SELECT * FROM {table}"))  # noqa: S608
    assert answer["outcome"] == "accepted"
    assert [
        word
        for word in (sheet.write(choices), packed.hex(), base64.b64encode(packed).decode()[:24], answer["receipt"],
                     answer["receipt"].replace("-", ""), code)
        if word in at_rest
    ] == []  # fmt: skip


def test_a_void_slip_is_refused_in_words(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    bench.run("UPDATE ballots_slip SET state = 'void_'")

    status, _headers, page = door.get(f"/b/{code}")

    assert (status, "已经作废" in page, door.cast(code, [["1"]]), bench.marks(numbered_sheet())) == (
        410,
        True,
        "void",
        [],
    )


def test_the_number_of_a_paper_ballot_opens_nothing_on_a_phone(bench: Bench, door: DoorProcess):
    number = bench.add_form(numbered_sheet(), {"A": 1}, channel="paper")[0]

    assert (door.get(f"/b/{number}")[0], door.cast(number, [["1"]]), bench.spent()) == (404, "unknown", 0)


def test_a_form_without_a_key_takes_nothing(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    bench.run("UPDATE ballots_boxform SET public = ''")

    assert (door.cast(code, [["1"]]), bench.spent()) == ("broken", 0)


def test_the_state_is_small_coarse_and_need_not_be_sent_twice(bench: Bench, door: DoorProcess):
    codes = bench.add_form(numbered_sheet(), {"A": 9, "B": 2})
    form = bench.run("SELECT id FROM ballots_boxform")[0][0]
    for code in codes[:8]:
        door.cast(code, [["1"]])

    status, headers, body = door.get(f"/state/{form}")
    again = door.ask("GET", f"/state/{form}", **{"If-None-Match": headers["etag"]})

    assert (status, json.loads(body)) == (200, {"state": "open", "turnout": 5, "slips": 11})
    assert (headers["cache-control"], again[0], again[2]) == ("public, max-age=2", 304, "")
    assert len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()) + 19 < 300
    assert [door.get(path)[0] for path in (f"/state/{'0' * 32}", "/state/", "/state/x'--")] == [404] * 3


def test_the_state_follows_the_box_within_two_seconds(bench: Bench, door: DoorProcess):
    bench.add_form(numbered_sheet(), {"A": 1}, "prepared")
    form = bench.run("SELECT id FROM ballots_boxform")[0][0]
    before = json.loads(door.get(f"/state/{form}")[2])["state"]
    bench.set_state("open")
    time.sleep(1.1)

    assert (before, json.loads(door.get(f"/state/{form}")[2])["state"]) == ("prepared", "open")


# What a browser of 2016 does not parse, or does not have.
TOO_NEW = [
    r"=>", r"`", r"\b(let|const|class|async|await|yield|import|export|of)\b", r"\.\.\.", r"\?\.", r"\?\?", r"\*\*",
    r"\b(Promise|fetch|Symbol|Proxy|Map|Set|WeakMap|URL|URLSearchParams|BigInt|globalThis)\b",
    (r"\.(includes|find|findIndex|fill|flat|flatMap|padStart|padEnd|startsWith|endsWith|repeat|finally|append|prepend|"
    r"remove|closest|matches|replaceWith|replaceChildren|after|before|assign|entries|values|from)\b|\.at\("),
    r",\s*[)\]}]", r"\b(?:0b|0o)\d", r"\bcatch\s*\{", r"function\s*\w*\s*\([^)]*=",
]  # fmt: skip


def test_the_script_is_written_for_browsers_of_2016():
    text = (STATIC / "door.js").read_text()
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', bare)

    assert [pattern for pattern in TOO_NEW if re.search(pattern, bare)] == []
    assert "//" not in re.sub(r"/\^.*?\$/", "", bare)
    assert '"use strict"' in text


def test_the_style_needs_no_grid_and_no_variables():
    style = (STATIC / "door.css").read_text()

    assert [
        word for word in ("grid", "var(", "gap:", "clamp(", "min(", "@layer", ":has(") if word in style
    ] == []


def test_a_hundred_presses_on_one_slip_at_once_count_once(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 5})[0]

    with ThreadPoolExecutor(100) as crowd:
        outcomes = list(crowd.map(lambda n: door.cast(code, [[str(n)]]), range(100)))

    winner = outcomes.index("accepted")
    assert (sorted(outcomes), bench.marks(numbered_sheet())) == (["accepted"] + ["used"] * 99, [winner])


def test_a_hundred_voters_at_once_are_all_counted(bench: Bench, door: DoorProcess):
    codes = bench.add_form(numbered_sheet(), {"A": 60, "B": 40})

    with ThreadPoolExecutor(100) as crowd:
        outcomes = list(crowd.map(lambda n: door.cast(codes[n], [[str(n)]]), range(100)))

    assert (set(outcomes), sorted(bench.marks(numbered_sheet()))) == ({"accepted"}, list(range(100)))


@pytest.mark.parametrize(
    "choices",
    [
        [],
        [["1"], ["2"]],
        [["1", "2"]],
        [[4000]],
        [["-1"]],
        [["1.5"]],
        [["1e3"]],
        [[True]],
        [[None]],
        "12",
        None,
        [[{"a": 1}]],
        [["１"]],
    ],
)
def test_a_ballot_that_does_not_fit_the_form_is_refused_and_the_slip_stays_good(
    bench: Bench, door: DoorProcess, choices
):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]

    assert (door.cast(code, choices), bench.spent(), door.cast(code, [["1"]])) == ("bad", 0, "accepted")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'{"code":1}', b"\xff", b'{"code":"A","nonce":"zz"}', b"[" * 9000]
)
def test_nonsense_is_answered_not_crashed_on(door: DoorProcess, body):
    assert door.ask("POST", "/cast", body)[0] == 422


def test_a_body_too_long_is_refused(door: DoorProcess):
    assert door.ask("POST", "/cast", b"x" * 70_000)[0] == 413


def test_the_page_with_everything_stays_below_sixty_kilobytes(bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(60, 8), {"A": 1})[0]

    weight = sum(len(door.get(path)[2].encode()) for path in (f"/b/{code}", "/door.css", "/door.js"))

    assert weight < 60_000


def test_every_answer_forbids_what_a_ballot_does_not_need(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    answers = [door.get(path) for path in ("/", f"/b/{code}", "/b/WRONG", "/nowhere", "/door.js")]

    for _status, headers, _page in answers:
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
    assert answers[1][1]["cache-control"] == "no-store"


def test_the_page_takes_nothing_from_outside(bench: Bench, door: DoorProcess):
    code = bench.add_form(hall_sheet(), {"A": 1})[0]
    everything = "".join(door.get(path)[2] for path in (f"/b/{code}", "/door.css", "/door.js", "/"))

    assert ("http://" in everything, "https://" in everything, "url(" in everything) == (False, False, False)


def test_the_door_logs_neither_codes_nor_requests(bench: Bench):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    door = DoorProcess(bench.url).start()
    door.get(f"/b/{code}")
    door.cast(code, [["3"]])
    door.cast(code, [["4"]])
    port = str(door.port)

    log = door.stop().replace(port, "")

    assert ("Application startup complete" in log, code in log, "/b/" in log, "/cast" in log) == (
        True,
        False,
        False,
        False,
    )


def test_a_name_in_the_form_cannot_break_the_page(bench: Bench, door: DoorProcess):
    sheet = hall_sheet(1, 1)
    evil = json.loads(sheet.to_text())
    evil["title"] = evil["reporters"][0]["name"] = "</script><script>alert(1)</script>"
    code = bench.add_form(type(sheet).from_text(json.dumps(evil)), {"A": 1})[0]

    page = door.get(f"/b/{code}")[2]

    assert page.count("<script") == 3  # the file, the form, the words


def test_a_box_that_comes_back_is_used_without_a_restart(bench: Bench, door: DoorProcess):
    code = bench.add_form(numbered_sheet(), {"A": 1})[0]
    bench.db.execute("ALTER TABLE ballots_slip RENAME TO gone")
    before = door.cast(code, [["1"]])
    bench.db.execute("ALTER TABLE gone RENAME TO ballots_slip")

    assert (before, door.cast(code, [["1"]])) == ("broken", "accepted")
