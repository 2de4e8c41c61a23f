from django.urls import path

from shuzhi.results.views import evidence, feedback, publishing, settled, wall

app_name = "results"
urlpatterns = [
    path("", settled.list_cycles, name="list-cycles"),
    path("<int:pk>/", settled.show_results, name="show-results"),
    path("<int:pk>/settle/", settled.settle, name="settle"),
    path("<int:pk>/what-if/", settled.what_if, name="what-if"),
    path("<int:pk>/recount/", settled.recount, name="recount"),
    path("<int:pk>/workbook/", settled.download_workbook, name="download-workbook"),
    path("<int:pk>/accept/", settled.accept, name="accept-proposals"),
    path("<int:pk>/talks/", settled.talks_due, name="list-talks"),
    path("proposal/<int:pk>/", settled.show_proposal, name="show-proposal"),
    path("proposal/<int:pk>/decide/", settled.decide, name="decide"),
    path("<int:pk>/evidence/", evidence.show_evidence, name="show-evidence"),
    path("<int:pk>/evidence/template/", evidence.download_template, name="download-template"),
    path("<int:pk>/feedback/", feedback.hand_over, name="hand-over"),
    path("<int:pk>/publish/", publishing.publish, name="publish-results"),
    path("<int:pk>/published/", publishing.show_published, name="show-published"),
    path("meetings/<int:meeting_pk>/wall/", wall.show_on_wall, name="wall"),
    path("feedback/", feedback.list_own, name="list-own-feedback"),
    path("feedback/<int:pk>/", feedback.show_feedback, name="show-feedback"),
    path("feedback/<int:pk>/acknowledge/", feedback.acknowledge, name="acknowledge-feedback"),
]
