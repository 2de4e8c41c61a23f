from django.urls import path

from shuzhi.organisations.views import members, people, records, tree, workbooks

app_name = "organisations"
urlpatterns = [
    path("", tree.browse, name="browse"),
    path("search/", tree.search, name="search"),
    path("choose/", tree.choose_organisation, name="choose-organisation"),
    path("<int:pk>/", tree.show_organisation, name="show-organisation"),
    path("<int:pk>/children/", tree.list_children, name="list-children"),
    path("new/", records.create_organisation, name="create-organisation"),
    path("<int:pk>/edit/", records.change_organisation, name="change-organisation"),
    path("<int:pk>/move/", records.move_organisation, name="move-organisation"),
    path("<int:pk>/remove/", records.remove_organisation, name="remove-organisation"),
    path("<int:pk>/members/new/", members.join, name="join"),
    path("<int:pk>/members/<int:membership>/end/", members.leave, name="leave"),
    path("roles/new/", records.grant_a_role, name="grant-role"),
    path("<int:pk>/tenures/new/", people.begin_tenure, name="begin-tenure"),
    path("tenures/<int:pk>/end/", people.end_tenure, name="end-tenure"),
    path("tenures/<int:pk>/correct/", people.correct_tenure, name="correct-tenure"),
    path("people/", people.list_people, name="list-people"),
    path("people/new/", people.create_person, name="create-person"),
    path("people/choose/", people.choose_person, name="choose-person"),
    path("people/<int:pk>/", people.show_person, name="show-person"),
    path("people/<int:pk>/edit/", people.change_person, name="change-person"),
    path("import/", workbooks.upload, name="upload"),
    path("import/preview/", workbooks.preview, name="preview-import"),
    path("import/confirm/", workbooks.confirm, name="confirm-import"),
    path("import/drop/", workbooks.drop, name="drop-upload"),
    path("import/<int:pk>/", workbooks.show_import, name="show-import"),
    path("export/", workbooks.export, name="export"),
]
