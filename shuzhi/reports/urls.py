from django.urls import path

from shuzhi.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.list_reports, name="list-reports"),
    path("<int:reporter>/", views.show_report, name="show-report"),
    path("<int:reporter>/begin/", views.begin_report, name="begin-report"),
    path("<int:reporter>/write/", views.edit_report, name="edit-report"),
    path("<int:reporter>/save/", views.save_report, name="save-report"),
    path("<int:reporter>/texts/<int:kept>/", views.compare_texts, name="compare-texts"),
    path("<int:reporter>/hand-in/", views.hand_in_report, name="hand-in-report"),
    path("<int:reporter>/return/", views.return_report, name="return-report"),
    path("<int:reporter>/accept/", views.accept_report, name="accept-report"),
    path("<int:reporter>/rounds/<int:number>/", views.show_edition, name="show-edition"),
    path("<int:reporter>/print/", views.print_report, name="print-report"),
]
