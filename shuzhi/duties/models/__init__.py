from shuzhi.duties.models.log import DutyEntry, EntryEvidence
from shuzhi.duties.models.responsibility import Quota, Responsibility
from shuzhi.duties.models.year import (
    Confirmation,
    ContactPoint,
    Deed,
    DutyList,
    Item,
    LeadProject,
    Matter,
    Milestone,
    Pledge,
    Progress,
    Team,
    Visit,
)

__all__ = [
    "Confirmation",
    "ContactPoint",
    "Deed",
    "DutyEntry",
    "DutyList",
    "EntryEvidence",
    "Item",
    "LeadProject",
    "Matter",
    "Milestone",
    "Pledge",
    "Progress",
    "Quota",
    "Responsibility",
    "Team",
    "Visit",
]
