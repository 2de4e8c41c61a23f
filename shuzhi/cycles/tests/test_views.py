import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuzhi.cycles import actions, queries
from shuzhi.cycles.models import Cycle, Topic
from shuzhi.cycles.tests.factories import RULEBOOK

PAGES = [
    "show-cycle",
    "edit-timetable",
    "edit-report-frame",
    "edit-voters",
    "open-cycle",
    "close-cycle",
    "read-rulebook",
    "choose-rulebook",
    "download-rulebook",
    "list-topics",
    "list-reporters",
    "add-reporters",
]


def address(name, *keys):
    return reverse(f"cycles:{name}", args=keys)


def test_nobody_sees_a_page_without_signing_in(client, cycle):
    for name in PAGES:
        response = client.get(address(name, cycle.pk))
        assert (response.status_code, response["Location"].startswith("/account/login/")) == (302, True)


@pytest.mark.parametrize("who", ["stranger", "neighbour"])
def test_outside_the_scope_there_is_nothing_to_find(as_user, place, cycle, who):
    client = as_user(getattr(place, who))

    assert [client.get(address(name, cycle.pk)).status_code for name in PAGES] == [404] * len(PAGES)
    assert cycle.title not in client.get(address("list-cycles")).text


def test_each_person_finds_the_cycles_that_concern_them(place, open_cycle):
    people = {who: getattr(place, who) for who in ("office", "secretary", "staff", "neighbour", "stranger")}

    found = {who: queries.cycles_for(person).count() for who, person in people.items()}

    assert found == {"office": 1, "secretary": 1, "staff": 1, "neighbour": 0, "stranger": 0}
    assert queries.cycles_run_by(place.office).get() == open_cycle
    assert queries.cycles_run_by(place.secretary).count() == 0


def test_a_secretary_looks_but_changes_nothing(as_user, place, cycle):
    client = as_user(place.secretary)

    looked = [
        client.get(address(name, cycle.pk)).status_code
        for name in ("show-cycle", "list-topics", "list-reporters")
    ]
    refused = [
        client.post(address(name, cycle.pk), {"code": "四", "text": "新", "do": "remove"}).status_code
        for name in ("edit-timetable", "choose-rulebook", "edit-voters", "list-topics", "add-reporters")
    ]

    assert (looked, refused) == ([200, 200, 200], [403, 403, 403, 403, 403])
    assert cycle.topics.count() == 3


def test_the_office_creates_a_cycle(as_user, place):
    given = {
        "organiser": place.organiser.pk,
        "year": 2026,
        "title": "2026年度",
        "report_due": "2026-12-10",
        "meeting_on": "2026-12-28",
    }
    client = as_user(place.office)

    form = client.get(address("create-cycle"))
    created = client.post(address("create-cycle"), given)
    again = client.post(address("create-cycle"), given)

    cycle = Cycle.objects.get()
    assert (form.status_code, created["Location"]) == (200, address("show-cycle", cycle.pk))
    assert (again.status_code, "title" in again.context["form"].errors) == (200, True)


def test_an_organiser_outside_the_scope_is_not_to_choose(as_user, place):
    given = {"organiser": place.elsewhere.pk, "year": 2026, "title": "2026年度"}

    as_user(place.office).post(address("create-cycle"), given)

    assert Cycle.objects.count() == 0


def test_dates_stand_in_their_order(as_user, place, cycle):
    client = as_user(place.office)

    wrong = client.post(
        address("edit-timetable", cycle.pk), {"report_due": "2026-12-29", "meeting_on": "2026-12-28"}
    )
    right = client.post(
        address("edit-timetable", cycle.pk), {"report_due": "2026-12-20", "meeting_on": "2026-12-28"}
    )

    assert (wrong.status_code, [*wrong.context["form"].errors]) == (200, ["meeting_on"])
    assert right.status_code == 302
    assert str(Cycle.objects.get().report_due) == "2026-12-20"


def test_the_form_of_a_report_is_written_row_by_row(as_user, place, cycle):
    rows = {"section-TOTAL_FORMS": 3, "section-INITIAL_FORMS": 3}
    for n, (key, title) in enumerate([("results", "成效"), ("problems", ""), ("", "打算")]):
        rows |= {f"section-{n}-key": key, f"section-{n}-title": title, f"section-{n}-help": ""}
    limits = {"text_limit": 3000, "problem_share": "1/4", "comment_minimum": 40, "speaking_minutes": 6}
    client = as_user(place.office)

    assert client.get(address("edit-report-frame", cycle.pk)).status_code == 200
    client.post(address("edit-report-frame", cycle.pk), {**rows, **limits})

    cycle.refresh_from_db()
    assert [(one["key"], one["title"]) for one in cycle.report_sections] == [
        ("results", "成效"),
        ("section-1", "打算"),
    ]
    assert (cycle.text_limit, cycle.problem_share) == (3000, "1/4")


@pytest.mark.parametrize("share", ["一半", "3/2", "1/0", "-1/3"])
def test_a_share_is_a_fraction_below_one(as_user, place, cycle, share):
    rows = {"section-TOTAL_FORMS": 0, "section-INITIAL_FORMS": 0}
    limits = {"text_limit": 3000, "problem_share": share, "comment_minimum": 40, "speaking_minutes": 6}

    response = as_user(place.office).post(address("edit-report-frame", cycle.pk), {**rows, **limits})

    assert "problem_share" in response.context["form"].errors
    assert response.context["sections"].non_form_errors()


def test_a_rulebook_is_pasted_uploaded_or_taken_ready(as_user, place, cycle):
    client = as_user(place.office)
    upload = SimpleUploadedFile("办法.yaml", RULEBOOK.replace("某区", "乙区").encode())

    pasted = client.post(address("choose-rulebook", cycle.pk), {"text": RULEBOOK.replace("某区", "甲区")})
    title = [Cycle.objects.get().rulebook_title[:2]]
    client.post(address("choose-rulebook", cycle.pk), {"file": upload})
    title.append(Cycle.objects.get().rulebook_title[:2])

    assert (pasted["Location"], title) == (address("read-rulebook", cycle.pk), ["甲区", "乙区"])


def test_every_ready_rulebook_is_offered_and_can_be_chosen(as_user, place, cycle):
    ready = queries.ready_rulebooks()
    client = as_user(place.office)

    page = client.get(address("choose-rulebook", cycle.pk))
    client.post(address("choose-rulebook", cycle.pk), {"ready": ready[0].name})

    assert len(ready) >= 10
    assert [book.title for book in ready if book.title not in page.text] == []
    assert Cycle.objects.get().rulebook_title == ready[0].title
    assert client.post(address("choose-rulebook", cycle.pk), {"ready": "../secrets"}).status_code == 200
    assert client.get(address("read-ready-rulebook", cycle.pk, "no-such")).status_code == 404


def test_faults_are_shown_with_line_text_and_mend_and_nothing_changes(as_user, place, cycle):
    before = cycle.rulebook_hash
    faulty = RULEBOOK.replace("权重: 40", "权重: 41")

    response = as_user(place.office).post(address("choose-rulebook", cycle.pk), {"text": faulty})

    (row,) = response.context["faults"]
    assert (response.status_code, row.fault.mend_zh in response.text) == (422, True)
    assert row.text == faulty.splitlines()[row.fault.line - 1]
    assert Cycle.objects.get().rulebook_hash == before
    assert "权重: 41" in response.text


def test_a_file_that_is_no_text_is_refused(as_user, place, cycle):
    upload = SimpleUploadedFile("办法.yaml", "考核办法".encode("gb18030"))

    response = as_user(place.office).post(address("choose-rulebook", cycle.pk), {"file": upload})

    assert "file" in response.context["form"].errors


def test_the_rulebook_is_said_back_in_both_languages(as_user, place, cycle):
    client = as_user(place.secretary)

    chinese = client.get(address("read-rulebook", cycle.pk), {"lang": "zh"})
    english = client.get(address("read-rulebook", cycle.pk), {"lang": "en"})

    assert (chinese.context["said_in"], english.context["said_in"]) == ("zh", "en")
    assert [*chinese.context["sections"]] != [*english.context["sections"]]
    assert client.get(address("download-rulebook", cycle.pk)).content.decode() == RULEBOOK


def test_a_cycle_without_a_rulebook_says_so(as_user, place):
    cycle = actions.create_cycle(place.organiser, 2026, "2026年度", actor=place.office)

    response = as_user(place.office).get(address("read-rulebook", cycle.pk))

    assert address("choose-rulebook", cycle.pk) in response.text


def test_topics_are_written_ordered_and_removed(as_user, place, cycle):
    client = as_user(place.office)
    flags = {"must_report": "on", "must_review": "on"}

    client.post(address("list-topics", cycle.pk), {"code": "四", "text": "网格服务", **flags})
    twice = client.post(address("list-topics", cycle.pk), {"code": "四", "text": "又一个", **flags})
    added = Topic.objects.get(code="四")
    client.post(address("move-topic-up", cycle.pk, added.pk))
    client.post(address("edit-topic", cycle.pk, added.pk), {"code": "四", "text": "网格服务提升", **flags})
    client.post(address("remove-topic", cycle.pk, cycle.topics.get(code="三").pk))

    assert "code" in twice.context["form"].errors
    assert list(cycle.topics.values_list("code", "text")) == [
        ("一", "学习贯彻党的创新理论"),
        ("二", "破解小区治理难题"),
        ("四", "网格服务提升"),
    ]


def test_a_topic_of_another_cycle_is_not_reached_by_this_one(as_user, place, cycle):
    other = actions.create_cycle(place.organiser, 2027, "2027年度", actor=place.office)
    topic = actions.add_topic(other, "一", "别的年份", actor=place.office)

    response = as_user(place.office).post(address("remove-topic", cycle.pk, topic.pk))

    assert (response.status_code, Topic.objects.filter(pk=topic.pk).exists()) == (404, True)


def test_expected_voters_are_numbers_by_group(as_user, place, cycle):
    keys = {f"group-{group.pk}": n for n, group in enumerate(cycle.voter_groups.all(), start=20)}
    client = as_user(place.office)

    client.post(address("edit-voters", cycle.pk), keys)
    wrong = client.post(address("edit-voters", cycle.pk), dict.fromkeys(keys, "-1"))

    assert list(cycle.voter_groups.values_list("expected", flat=True)) == [20, 21, 22]
    assert len(wrong.context["form"].errors) == 3


def test_opening_is_typed_on_a_page_of_its_own(as_user, place, cycle):
    client = as_user(place.office)

    page = client.get(address("open-cycle", cycle.pk))
    client.post(address("open-cycle", cycle.pk), {"year": 2025})
    still = Cycle.objects.get().stage
    client.post(address("open-cycle", cycle.pk), {"year": 2026})

    assert (page.status_code, still, Cycle.objects.get().stage) == (200, "preparing", "open")
    opened = client.get(address("show-cycle", cycle.pk))
    assert Cycle.objects.get().snapshot_hash in opened.text


def test_a_cycle_that_is_not_ready_says_what_is_missing(as_user, place):
    cycle = actions.create_cycle(place.organiser, 2026, "2026年度", actor=place.office)
    client = as_user(place.office)

    shown = client.get(address("show-cycle", cycle.pk))
    page = client.get(address("open-cycle", cycle.pk))
    forced = client.post(address("open-cycle", cycle.pk), {"year": 2026})

    assert [bool(check.refusal) for check in shown.context["checks"]] == [True, True, True, True, False, True]
    assert (page.context["refusal"] is not None, forced.status_code) == (True, 409)


def test_a_touched_record_is_pointed_out_on_the_page(as_user, place, open_cycle):
    Topic.objects.filter(cycle=open_cycle, code="二").update(text="改过")

    page = as_user(place.office).get(address("show-cycle", open_cycle.pk))

    assert page.context["breaks"] == ["topics"]


def test_closing_is_a_page_of_its_own(as_user, place, open_cycle):
    client = as_user(place.office)

    page = client.get(address("close-cycle", open_cycle.pk))
    early = client.post(address("close-cycle", open_cycle.pk), {"year": 2026})
    for reporter in open_cycle.reporters.all():
        actions.exclude_reporter(reporter, "新任职", "全部不参加考核", actor=place.office)
    refused = as_user(place.secretary).post(address("close-cycle", open_cycle.pk), {"year": 2026})
    as_user(place.office).post(address("close-cycle", open_cycle.pk), {"year": 2026})

    assert (page.status_code, early.status_code, refused.status_code) == (200, 409, 403)
    assert Cycle.objects.get().stage == "closed"


def test_the_list_is_filtered_in_its_address(as_user, place, cycle):
    client = as_user(place.office)

    wanted = [{}, {"year": 2026}, {"year": 2025}, {"stage": "open"}, {"text": "李沧"}, {"year": "x"}]

    shown = [
        cycle in client.get(address("list-cycles"), given).context["page"].object_list for given in wanted
    ]

    assert shown == [True, True, False, False, True, True]


def test_pages_ask_few_questions(as_user, place, open_cycle, django_assert_max_num_queries):
    client = as_user(place.office)

    for name, most in [
        ("list-cycles", 12),
        ("show-cycle", 32),
        ("list-topics", 12),
        ("list-reporters", 14),
        ("read-rulebook", 10),
    ]:
        keys = [] if name == "list-cycles" else [open_cycle.pk]
        with django_assert_max_num_queries(most):
            client.get(address(name, *keys))
