from django.urls import path

from shuzhi.reports.views import likeness, lists, papers, progress, publishing, reading, saving, vetting, writing

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
    path("<int:reporter>/likeness/", likeness.show_likeness, name="show-likeness"),
    path("<int:reporter>/own-likeness/", likeness.show_own_likeness, name="show-own-likeness"),
    path("sources/<int:cycle>/", likeness.list_sources, name="list-sources"),
    path("sources/<int:cycle>/<int:source>/", likeness.show_source, name="show-source"),
    path("sources/<int:cycle>/<int:source>/withdraw/", likeness.withdraw_source, name="withdraw-source"),
    path("<int:reporter>/return/", vetting.return_report, name="return-report"),
    path("<int:reporter>/accept/", vetting.accept_report, name="accept-report"),
    path("<int:reporter>/vet/", vetting.vet_report, name="vet-report"),
    path("<int:reporter>/notes/", vetting.show_notes, name="show-notes"),
    path("<int:reporter>/notes/add/", vetting.add_note, name="add-note"),
    path("<int:reporter>/notes/<int:note>/reply/", vetting.reply_to_note, name="reply-to-note"),
    path("<int:reporter>/notes/<int:note>/take-back/", vetting.take_back_note, name="take-back-note"),
    path("<int:reporter>/notes/<int:note>/settle/", vetting.settle_note, name="settle-note"),
    path("<int:reporter>/notes/<int:note>/reopen/", vetting.reopen_note, name="reopen-note"),
    path("<int:reporter>/checklist/", vetting.answer_checklist, name="answer-checklist"),
    path("<int:reporter>/redline/", vetting.show_redline, name="show-redline"),
    path("<int:reporter>/verify/", vetting.verify_report, name="verify-report"),
    path("<int:reporter>/withhold/", publishing.withhold, name="withhold-passage"),
    path("<int:reporter>/withhold/<int:key>/lift/", publishing.lift_withheld, name="lift-withheld"),
    path("<int:reporter>/publications/<int:key>/withdraw/", publishing.withdraw, name="withdraw-publication"),
    path("progress/", progress.show_progress, name="show-progress"),
    path("cycles/<int:pk>/remind/", progress.remind, name="remind-missing"),
    path("cycles/<int:pk>/vetting/", progress.edit_plan, name="edit-vetting-plan"),
    path("cycles/<int:pk>/publishing/", publishing.list_publishing, name="list-publishing"),
    path("cycles/<int:pk>/publishing/confirm/", publishing.publish_reports, name="publish-reports"),
    path("<int:reporter>/rounds/<int:number>/", reading.show_edition, name="show-edition"),
    path("<int:reporter>/print/", reading.print_report, name="print-report"),
    path("<int:reporter>/papers/<slug:paper>.<slug:form>", papers.make_paper, name="make-paper"),
]

# What readers see, also strangers; the project hangs it at /published/.
published = (
    [
        path("", publishing.list_published_cycles, name="list-cycles"),
        path("<int:cycle>/", publishing.list_published, name="list-reports"),
        path("<int:cycle>/<int:key>/", publishing.read_published, name="read-report"),
    ],
    "published",
)
