"""How soon a page of the day looks again, with pages that do as they are told."""

import heapq
import random

from shuzhi.meetings.queries.pace import LOOKS, RUNGS, Pace


def looks_a_second(pages, seconds, last):
    """Pages that open within five seconds and wait as told, up to two seconds more; looks a second at the end."""
    chance = random.Random(7)
    now = [0.0]
    pace = Pace(lambda: now[0])
    waiting = [chance.random() * 5 for _ in range(pages)]
    heapq.heapify(waiting)
    seen = 0
    while waiting[0] < seconds:
        now[0] = heapq.heappop(waiting)
        seen += now[0] >= seconds - last
        heapq.heappush(waiting, now[0] + pace.look() - 1 + chance.random() * 2)
    return seen / last, pace.told


def test_a_few_pages_look_every_few_seconds():
    assert looks_a_second(40, 300, 100)[1] == RUNGS[0]


def test_a_thousand_pages_together_look_little_more_often_than_a_process_answers_unnoticed():
    rate, told = looks_a_second(1000, 300, 100)
    assert rate < LOOKS * 1.1
    assert told in {12, 17, 25}


def test_when_the_many_have_left_the_few_look_often_again():
    now = [0.0]
    pace = Pace(lambda: now[0])
    for _ in range(5000):
        now[0] += 1 / 200
        pace.look()
    assert pace.told > RUNGS[0]
    for _ in range(200):
        now[0] += 1
        pace.look()
    assert pace.told == RUNGS[0]
