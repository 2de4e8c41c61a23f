"""The levels above: what they hand down before the cycle begins, and what they change after it is open."""

from shuzhi.accounts.models import User
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.models import Cycle, TopicList
from shuzhi.organisations.models import Organisation
from shuzhi.project.demo.content import content


def hand_down(year: int) -> list[TopicList]:
    """Province and city issue their topics of the year."""
    issued = []
    for said in content()["topic_lists"]:
        issuer = Organisation.objects.get(code=said["issuer"])
        made = cycles.create_list(issuer, year, said["title"], actor=None, invented=True)
        for topic in said["topics"]:
            cycles.add_issued(made, actor=None, **topic)
        cycles.issue_list(made, actor=None)
        issued.append(made)
    return issued


def change_above(cycle: Cycle, lists: list[TopicList], office: User) -> None:
    """A new edition comes while the cycle is open: one change is accepted as a correction, one is declined."""
    said = content()["changed_above"]
    draft = cycles.revise_list(lists[0], actor=None)
    for code, text in said["change"].items():
        cycles.change_issued(draft.topics.get(code=code), actor=None, text=text)
    for topic in said["add"]:
        cycles.add_issued(draft, actor=None, **topic)
    for proposal in cycles.issue_list(draft, actor=None):
        if proposal.topic:
            cycles.accept_proposal(proposal, said["accepted"], actor=office)
        else:
            cycles.decline_proposal(proposal, said["declined"], actor=office)
