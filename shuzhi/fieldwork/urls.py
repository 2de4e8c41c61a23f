from django.urls import path

from shuzhi.fieldwork.views import draws, figures, findings, papers, phone, visits

app_name = "fieldwork"
urlpatterns = [
    path("", visits.list_visits, name="list-visits"),
    path("new/", visits.plan_visit, name="plan-visit"),
    path("<int:pk>/", visits.show_visit, name="show-visit"),
    path("<int:pk>/change/", visits.edit_visit, name="edit-visit"),
    path("<int:pk>/cancel/", visits.cancel_visit, name="cancel-visit"),
    path("<int:pk>/record/", visits.record_visit, name="record-visit"),
    path("<int:pk>/papers/record.<slug:form>", papers.make_record, name="make-record"),
    path("<int:pk>/findings/", findings.write_finding, name="write-finding"),
    path("findings/", findings.list_findings, name="list-findings"),
    path("findings/<int:pk>/withdraw/", findings.withdraw_finding, name="withdraw-finding"),
    path("findings/<int:pk>/evidence/<int:evidence>/", findings.hand_out_evidence, name="hand-out-evidence"),
    path("cycles/<int:pk>/words/", figures.edit_words, name="edit-words"),
    path("cycles/<int:pk>/figures/", figures.show_figures, name="show-figures"),
    path("draws/", draws.list_draws, name="list-draws"),
    path("draws/new/", draws.prepare_draw, name="prepare-draw"),
    path("draws/<int:pk>/", draws.show_draw, name="show-draw"),
    path("draws/<int:pk>/change/", draws.change_draw, name="change-draw"),
    path("draws/<int:pk>/word/", draws.take_word, name="take-word"),
    path("draws/<int:pk>/seal/", draws.seal_draw, name="seal-draw"),
    path("draws/<int:pk>/enter/", draws.enter_word, name="enter-word"),
    path("draws/<int:pk>/void/", draws.void_draw, name="void-draw"),
    path("draws/<int:pk>/file/", draws.download_file, name="download-draw"),
    path("phone/", phone.show_phone, name="show-phone"),
    path("phone/worker.js", phone.worker, name="phone-worker"),
    path("phone/luggage/", phone.luggage, name="phone-luggage"),
    path("phone/send/", phone.take_in, name="phone-send"),
]
