from django.urls import path

from shuzhi.duties.views import items, lists, log, papers, responsibilities

app_name = "duties"
urlpatterns = [
    path("", lists.list_lists, name="list-lists"),
    path("lines/", lists.list_items, name="list-items"),
    path("statistics/<int:place>/", lists.show_statistics, name="show-statistics"),
    path("lists/<int:pk>/", lists.show_list, name="show-list"),
    path("lists/<int:pk>/papers/list.<slug:form>", papers.make_paper, name="make-paper"),
    path("lists/<int:pk>/fix/", lists.fix, name="fix-list"),
    path("lists/<int:pk>/show/<str:stage>/", lists.show_stage, name="show-stage"),
    path("lists/<int:pk>/add/<str:kind>/", items.add, name="add-item"),
    path("lines/<int:pk>/change/", items.change, name="change-item"),
    path("lines/<int:pk>/remove/", items.remove, name="remove-item"),
    path("lines/<int:pk>/note/<str:what>/", items.note, name="note-item"),
    path("confirmations/<int:pk>/file/", items.hand_out_confirmation, name="confirmation-file"),
    path("of/<int:tenure>/begin/<int:year>/", lists.begin, name="begin-list"),
    path("of/<int:tenure>/<int:year>/triple/", lists.show_triple, name="show-triple"),
    path("of/<int:tenure>/log/", log.show_log, name="show-log"),
    path("of/<int:tenure>/log/write/", log.write, name="write-entry"),
    path("of/<int:tenure>/log/<int:pk>/withdraw/", log.withdraw, name="withdraw-entry"),
    path("of/<int:tenure>/log/files/<int:pk>/", log.hand_out_evidence, name="entry-file"),
    path("responsibilities/<int:place>/", responsibilities.show, name="show-responsibilities"),
    path("responsibilities/<int:place>/add/", responsibilities.add, name="add-responsibility"),
    path("responsibilities/<int:place>/<int:pk>/end/", responsibilities.end, name="end-responsibility"),
    path("responsibilities/<int:place>/counts/", responsibilities.quota, name="set-quota"),
]
