from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CyclesConfig(AppConfig):
    name = "shuzhi.cycles"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "cycle.created": _("created the cycle"),
        "cycle.timetable_changed": _("changed the timetable of"),
        "cycle.report_frame_changed": _("changed the form of the reports of"),
        "cycle.rulebook_chosen": _("chose the rulebook of"),
        "cycle.voters_expected": _("counted the voters of"),
        "cycle.topic_added": _("added a topic to"),
        "cycle.topic_changed": _("changed a topic of"),
        "cycle.topic_removed": _("removed a topic from"),
        "cycle.topic_moved": _("moved a topic of"),
        "cycle.topics_taken_over": _("took over topics from above into"),
        "cycle.topics_carried_over": _("carried over the topics that stay into"),
        "cycle.topic_proposal_accepted": _("accepted a correction of the topics of"),
        "cycle.topic_proposal_declined": _("declined a change of the topics of"),
        "cycle.publication_chosen": _("named the readers of the reports of"),
        "topics.list_created": _("began the topic list"),
        "topics.list_filled": _("filled from a workbook the topic list"),
        "topics.list_issued": _("issued the topic list"),
        "topics.list_revised": _("began a new edition of the topic list"),
        "topics.list_dropped": _("dropped the draft of the topic list"),
        "topics.topic_added": _("added a topic to the list"),
        "topics.topic_changed": _("changed a topic of the list"),
        "topics.topic_removed": _("removed a topic from the list"),
        "topics.topic_moved": _("moved a topic of the list"),
        "cycle.reporters_added": _("added reporters to"),
        "cycle.reporters_changed": _("changed reporters of"),
        "cycle.reporters_removed": _("removed reporters from"),
        "cycle.reporter_moved": _("moved a reporter of"),
        "cycle.reporter_excluded": _("took out of the assessment"),
        "cycle.exclusion_lifted": _("put back into the assessment"),
        "cycle.opened": _("opened the cycle"),
        "cycle.closed": _("closed the cycle"),
    }
    notice_texts = {
        "cycle.topics_proposed": _("%(who)s changed topics above: %(what)s has proposals to answer."),
        "cycle.topics_waiting": _("%(who)s issued topics: %(what)s can take them over before it is opened."),
    }
