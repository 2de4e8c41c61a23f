from shuzhi.cycles.tests.factories import grant, user
from shuzhi.rectification import actions, queries
from shuzhi.rectification.models import Problem
from shuzhi.rectification.queries import Wanted
from shuzhi.rectification.states import Source, State
from shuzhi.rectification.tests.factories import brought_to, in_days, listed


def seen_by(who):
    return {(one.reporter.organisation_name, one.number) for one in queries.visible_problems(who)}


def test_everybody_sees_the_problems_of_the_own_scope(at):
    discipline, portfolio, below = user("d", "纪委"), user("p", "分管领导"), user("b", "社区干部")
    grant(discipline, "discipline", at.place.organiser)
    grant(portfolio, "committee", at.place.streets[1])
    # A reporter of a lower level in the same street: his grant lies at the street, the problems are not his.
    grant(below, "reporter", at.place.streets[0])
    listed(at), listed(at, reporter=at.other)
    first, second = ("振华路街道", 1), ("永清路街道", 1)

    assert {
        "office": seen_by(at.office),
        "secretary": seen_by(at.place.secretary),
        "discipline": seen_by(discipline),
        "portfolio": seen_by(portfolio),
        "owner": seen_by(at.owner),
        "staff": seen_by(at.staff),
        "other": seen_by(at.place.secretaries[1]),
        "below": seen_by(below),
        "neighbour": seen_by(at.place.neighbour),
        "stranger": seen_by(at.stranger),
    } == {
        "office": {first, second},
        "secretary": {first, second},
        "discipline": {first, second},
        "portfolio": {second},
        "owner": {first},
        "staff": {first},
        "other": {second},
        "below": set(),
        "neighbour": set(),
        "stranger": set(),
    }


def test_a_grant_for_one_cycle_opens_that_cycle_alone(at):
    guest = user("guest", "借调干部")
    listed(at)
    grant(guest, "office", at.place.organiser, cycle=at.cycle)
    seen = seen_by(guest)
    guest.grants.update(cycle_id=at.cycle.pk + 1)

    assert (seen, seen_by(guest)) == ({("振华路街道", 1)}, set())


def test_staff_of_a_street_do_not_see_what_lies_below_it(at):
    above = user("above", "区里的党务干部")
    grant(above, "staff", at.place.organiser)
    listed(at)

    assert seen_by(above) == set()


def test_each_filter_narrows_the_list(at):
    late = brought_to(at, State.ASSIGNED, listed(at, "停车难没有破题"))
    Problem.objects.filter(pk=late.pk).update(due=in_days(-2))
    closed = brought_to(at, State.CLOSED)
    own = actions.list_problem(at.other, text="我跑得少", source=Source.SELF, actor=at.place.secretaries[1])
    rows = queries.visible_problems(at.office)

    def found(**wanted):
        return list(queries.filtered(rows, Wanted(**wanted)))

    assert found() == [late, closed, own]
    assert found(state="open") == [late, own]
    assert found(state="closed") == [closed]
    assert found(source="self") == [own]
    assert found(late_on=in_days(0)) == [late]
    assert found(text="停车") == [late]
    assert found(text=" 永清 ") == [own]
    assert found(text="王二川") == [own]
    assert found(reporter=at.other.pk) == [own]
    assert found(own=at.owner) == [late, closed]
    assert found(own=at.owner, state="open", text="没有这样的话") == []


def test_counts_name_every_state(at):
    listed(at), brought_to(at, State.CLOSED)

    counts = queries.counts_by_state(queries.visible_problems(at.office))

    assert counts == {**dict.fromkeys((state.value for state in State), 0), "listed": 1, "closed": 1}


def test_what_waits_for_a_reporter_is_with_him_and_his(at):
    mine = [brought_to(at, State.ASSIGNED), brought_to(at, State.IN_PROGRESS), brought_to(at, State.REOPENED)]
    listed(at), brought_to(at, State.CLAIMED_DONE), brought_to(at, State.CLOSED)

    assert set(queries.problems_to_answer(at.owner)) == set(mine)
    assert set(queries.problems_to_answer(at.staff)) == set(mine)
    assert list(queries.problems_to_answer(at.office)) == []
    assert list(queries.problems_to_file(at.reporter)) == mine


def test_lists_are_filed_by_the_reporter_and_the_own_staff(at):
    brought_to(at, State.ASSIGNED), brought_to(at, State.IN_PROGRESS)

    assert [list(queries.lists_to_file(who, at.cycle)) for who in (at.owner, at.staff, at.office)] == [
        [at.reporter],
        [at.reporter],
        [],
    ]


def test_problems_are_added_by_the_office_and_for_oneself(at):
    names = [
        [one.person_name for one in queries.reporters_to_add_for(who, at.cycle)]
        for who in (at.office, at.owner, at.staff, at.place.secretary, at.place.neighbour)
    ]

    assert names == [["陈一舟", "王二川", "李三江"], ["陈一舟"], ["陈一舟"], [], []]
