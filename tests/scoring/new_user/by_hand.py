"""Three scores worked out with a pencil, from the words of the guide alone: nothing of the product is used here.

Every step is rounded to four places, half up. Options are worth 100, 85, 65 and 30; 不了解 is not counted.
"""

from decimal import ROUND_HALF_UP, Decimal


def step(value):
    return Decimal(value).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def votes(best, good, fair, poor=0):
    return step(Decimal(100 * best + 85 * good + 65 * fair + 30 * poor) / (best + good + fair + poor))


def weighed(*parts):
    return step(sum(Decimal(weight) * value for weight, value in parts) / sum(weight for weight, _ in parts))


def mean(*marks):
    return step(sum(Decimal(str(mark)) for mark in marks) / len(marks))


def rehabilitation():
    """L05: two nurses join the staff with their weight (30 + 15), two patients drop out, bonuses below the cap."""
    leaders = votes(4, 2, 1)
    overall = weighed((40, leaders), (45, votes(12 + 1, 5 + 1, 2)))
    ethics = weighed((40, leaders), (45, votes(14 + 1, 4 + 1, 1)))
    ballot = weighed((40, overall), (40, overall), (20, ethics))
    report = mean(86, 87.5, 84, 86.5, 88)  # without 89 and 81.5
    answer = mean(85, 86.5, 83, 85.5, 87)
    panel = weighed((60, report), (40, answer))
    checklist = step(Decimal(10 + 6 - 8) / 30 * 100)  # five complaints cost ten, but at most eight
    parts = (
        (30, ballot),
        (20, panel),
        (10, Decimal(88)),
        (15, Decimal(88)),
        (15, checklist),
        (10, Decimal(75)),
    )
    return weighed(*parts) - 6  # deductions 3 + 4, together at most 6


def medical_affairs():
    """X01: patients do not vote on offices, so their 15 is spread over the other 85."""
    overall = weighed((40, votes(4, 2, 1)), (30, votes(14, 4, 1)), (15, votes(4, 2, 0)))
    duties = weighed((40, votes(4, 1, 2)), (30, votes(14, 4, 1)), (15, votes(4, 2, 0)))
    ethics = weighed((40, votes(5, 2, 0)), (30, votes(16, 2, 1)), (15, votes(4, 2, 0)))
    ballot = weighed((40, overall), (40, duties), (20, ethics))
    panel = weighed((60, mean(91, 92.5, 89, 91.5, 93)), (40, mean(90, 91.5, 88, 90.5, 92)))
    return weighed((40, ballot), (30, panel), (5, Decimal(96)), (25, Decimal(97)))


def chinese_medicine():
    """L06: eighteen answers are no survey, its weight is spread; with six marks none is dropped from the answers."""
    overall = weighed((40, votes(4, 2, 1)), (30, votes(14, 4, 1)), (15, votes(4, 2, 0)), (15, votes(5, 2, 1)))
    ethics = weighed((40, votes(5, 2, 0)), (30, votes(16, 2, 1)), (15, votes(4, 2, 0)), (15, votes(6, 2, 0)))
    ballot = weighed((40, overall), (40, overall), (20, ethics))
    report = mean(89, 90.5, 87, 89.5, 91)
    answer = mean(91, 83.5, 90, 88, 89.5, 86)
    panel = weighed((60, report), (40, answer))
    checklist = step(Decimal(15 + 7) / 30 * 100)
    return weighed((30, ballot), (20, panel), (15, Decimal(70)), (15, checklist), (10, Decimal(75)))
