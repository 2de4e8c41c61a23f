from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "shuzhi.ballots"
    verbose_name = _("Ballots")
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "ballot.prepared": _("prepared the ballot"),
        "ballot.slips_printed": _("printed slips for"),
        "ballot.slips_handed_out": _("handed out slips of"),
        "ballot.slips_came_back": _("took back unused slips of"),
        "ballot.slip_voided": _("voided a slip of"),
        "ballot.print_voided": _("voided all printed slips of a group of"),
        "ballot.void_refused": _("tried in vain to void a slip of"),
        "ballot.slip_lost": _("recorded a slip as lost in"),
        "ballot.loss_called_back": _("took back the loss of a slip in"),
        "ballot.roll_changed": _("changed the roll of"),
        "ballot.roll_handed_out": _("handed out by the roll of"),
        "ballot.entitlements_taken": _("counted entitlements taken from afar in"),
        "ballot.slips_counted": _("counted the slips of"),
        "ballot.open_refused": _("tried in vain to open the ballot"),
        "ballot.opened": _("opened the ballot"),
        "ballot.closed": _("closed the ballot"),
        "ballot.paper_printed": _("printed paper for"),
        "ballot.scans_uploaded": _("handed in scans for"),
        "ballot.scans_cancelled": _("cancelled the reading of scans of"),
        "ballot.scans_read": _("read scans of"),
        "ballot.scans_forgotten": _("removed what was left of the scans of"),
        "ballot.doubt_differs": _("read a doubtful row differently in"),
        "ballot.doubt_settled": _("decided together with a second person a doubtful row of"),
        "ballot.paper_entered": _("entered a sheet by hand in"),
        "ballot.paper_set_aside": _("set a paper set aside in"),
        "ballot.declared_first": _("declared, as the first of two, the ballot"),
        "ballot.key_made": _("made the key of"),
        "ballot.share_confirmed": _("confirmed a share of the key of"),
        "ballot.declare_refused": _("tried in vain to declare"),
        "ballot.declared": _("declared the ballot"),
    }

    def ballot_is_done(self, meeting: int) -> bool:
        """What the steps of a reporter end with; see `meetings.queries.live.ballot_is_done`."""
        from shuzhi.ballots.views.wall import ballot_is_done

        return ballot_is_done(meeting)

    def hall_facts(self, meeting: int) -> list[object]:
        """What the pages of the day watch; see `meetings.queries.live.ballot_version`."""
        from shuzhi.ballots.views.wall import hall_facts

        return hall_facts(meeting)
