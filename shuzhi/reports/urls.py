from django.urls import path

from shuzhi.reports.views import lists, reading, saving, vetting, writing

app_name = "reports"
urlpatterns = [
    path("", lists.list_reports, name="list-reports"),
    path("<int:reporter>/", reading.show_report, name="show-report"),
    path("<int:reporter>/begin/", writing.begin_report, name="begin-report"),
    path("<int:reporter>/write/", writing.edit_report, name="edit-report"),
    path("<int:reporter>/save/", saving.save_report, name="save-report"),
    path("<int:reporter>/pulse/", saving.pulse, name="read-pulse"),
    path("<int:reporter>/texts/<int:kept>/", writing.compare_texts, name="compare-texts"),
    path("<int:reporter>/hand-in/", writing.hand_in_report, name="hand-in-report"),
    path("<int:reporter>/return/", vetting.return_report, name="return-report"),
    path("<int:reporter>/accept/", vetting.accept_report, name="accept-report"),
    path("<int:reporter>/rounds/<int:number>/", reading.show_edition, name="show-edition"),
    path("<int:reporter>/print/", reading.print_report, name="print-report"),
]
