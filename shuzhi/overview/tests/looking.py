"""How the tests of the year look at it: by what its page is given, and by the page itself."""

from django.urls import reverse

from shuzhi.overview.queries.year import year_of


def figures(who, cycle):
    return {stage.key: (stage.done, stage.total) for stage in year_of(who, cycle)["track"]}


def units(who, cycle):
    return [line.reporter.organisation_name for line in year_of(who, cycle)["lines"]]


def cells(line):
    shown = (line.report, line.meeting, line.result, line.feedback, line.problems)
    return [cell.text if cell else None for cell in shown]


def steps(who, cycle):
    """What comes next: the verb, and "others" or the reason where it cannot be pressed."""
    seen = year_of(who, cycle)
    found = [seen["next"], *seen["later"]] if seen["next"] else []
    return [(one.label, "others" if one.others else str(one.refusal or "")) for one in found]


def shown(client, who, cycle):
    client.force_login(who)
    return client.get(reverse("overview:cycle", args=[cycle.pk]))


def assert_every_door_opens(client, who, cycle):
    seen = year_of(who, cycle)
    client.force_login(who)
    addresses = {address for stage in seen["track"] for _text, address in stage.notes}
    addresses |= {stage.done_address for stage in seen["track"]}
    addresses |= {stage.total_address for stage in seen["track"]}
    addresses |= {one.address for one in seen["figures"]}
    addresses |= {
        cell.address
        for line in seen["lines"]
        for cell in (line.report, line.meeting, line.result, line.feedback, line.problems)
        if cell
    }
    steps_open = [one for one in [seen["next"], *seen["later"]] if one and not one.refusal]
    addresses |= {one.address for one in steps_open}
    for address in sorted(one for one in addresses if one.startswith("/")):
        assert (address, client.get(address, follow=True).status_code) == (address, 200)
