from django.urls import path

from shuzhi.ballots.views import declaring, doubts, paper, rehearsal, sessions, slips, wall

app_name = "ballots"
urlpatterns = [
    path("", sessions.list_sessions, name="list-sessions"),
    path("meetings/<int:meeting_pk>/panel/", sessions.panel, name="panel"),
    path("meetings/<int:meeting_pk>/prepare/", sessions.prepare_session, name="prepare-session"),
    path("meetings/<int:meeting_pk>/wall/", wall.show_on_wall, name="wall"),
    path("meetings/<int:meeting_pk>/discard/", rehearsal.discard_rehearsal, name="discard-rehearsal"),
    path("<int:pk>/", sessions.show_session, name="show-session"),
    path("<int:pk>/turnout/", sessions.turnout, name="turnout"),
    path("<int:pk>/refresh/", sessions.refresh_session, name="refresh-session"),
    path("<int:pk>/slips/", slips.print_slips, name="print-slips"),
    path("<int:pk>/account/", slips.account_slips, name="account-slips"),
    path("<int:pk>/paper/", paper.show_paper, name="show-paper"),
    path("<int:pk>/paper/print/", paper.print_paper, name="print-paper"),
    path("<int:pk>/paper/scans/", paper.upload_scans, name="upload-scans"),
    path("<int:pk>/paper/scans/<int:batch_pk>/", paper.show_batch, name="show-batch"),
    path("<int:pk>/paper/scans/<int:batch_pk>/cancel/", paper.cancel_batch, name="cancel-batch"),
    path("<int:pk>/paper/doubts/", doubts.answer_doubts, name="answer-doubts"),
    path("<int:pk>/paper/doubts/together/", doubts.settle_doubts, name="settle-doubts"),
    path("<int:pk>/paper/enter/", doubts.enter_sheet, name="enter-sheet"),
    path("<int:pk>/paper/sets/<int:set_pk>/aside/", doubts.set_aside, name="set-aside"),
    path("<int:pk>/open/", sessions.open_session, name="open-session"),
    path("<int:pk>/close/", sessions.close_session, name="close-session"),
    path("<int:pk>/declare/", declaring.declare_session, name="declare-session"),
    path("<int:pk>/count-sheet/", declaring.show_count_sheet, name="count-sheet"),
]
