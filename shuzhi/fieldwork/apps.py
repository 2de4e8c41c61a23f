from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldworkConfig(AppConfig):
    name = "shuzhi.fieldwork"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "fieldwork.words_changed": _("changed the methods and marks of"),
        "visit.planned": _("planned the visit"),
        "visit.changed": _("changed the visit"),
        "visit.cancelled": _("cancelled the visit"),
        "visit.recorded": _("wrote down what was done at the visit"),
        "finding.written": _("wrote the finding"),
        "finding.withdrawn": _("withdrew the finding"),
        "draw.prepared": _("prepared the draw"),
        "draw.changed": _("changed the draw"),
        "draw.word_taken": _("took a secret word for the draw"),
        "draw.sealed": _("sealed the draw"),
        "draw.word_entered": _("gave back the secret word of the draw"),
        "draw.opened": _("opened the draw"),
        "draw.voided": _("declared void the draw"),
    }
    notice_texts = {
        "visit.planned": _("%(who)s sends you on a visit: %(what)s"),
        "draw.word_wanted": _("You keep a secret word for %(what)s: take it before the draw is sealed"),
        "draw.opened": _("%(what)s is open: the places are known to its team now"),
    }
