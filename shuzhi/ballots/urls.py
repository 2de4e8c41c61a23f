from django.urls import path

from shuzhi.ballots import views

app_name = "ballots"
urlpatterns = [
    path("", views.list_sessions, name="list-sessions"),
    path("meetings/<int:meeting_pk>/panel/", views.panel, name="panel"),
    path("meetings/<int:meeting_pk>/prepare/", views.prepare_session, name="prepare-session"),
    path("<int:pk>/", views.show_session, name="show-session"),
    path("<int:pk>/turnout/", views.turnout, name="turnout"),
    path("<int:pk>/refresh/", views.refresh_session, name="refresh-session"),
    path("<int:pk>/slips/", views.print_slips, name="print-slips"),
    path("<int:pk>/account/", views.account_slips, name="account-slips"),
    path("<int:pk>/open/", views.open_session, name="open-session"),
    path("<int:pk>/close/", views.close_session, name="close-session"),
    path("<int:pk>/declare/", views.declare_session, name="declare-session"),
    path("<int:pk>/count-sheet/", views.show_count_sheet, name="count-sheet"),
]
