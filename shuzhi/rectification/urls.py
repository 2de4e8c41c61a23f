from django.urls import path

from shuzhi.rectification.views import carried_over, fields, lists, problem

app_name = "rectification"
urlpatterns = [
    path("", lists.list_problems, name="list-problems"),
    path("export/", lists.export_problems, name="export-problems"),
    path("new/<int:cycle_pk>/", lists.add_problem, name="add-problem"),
    path("from-comments/<int:cycle_pk>/", lists.take_over_comments, name="take-over-comments"),
    path("assign/<int:cycle_pk>/", lists.assign_many, name="assign-problems"),
    path("file/<int:reporter_pk>/", problem.file_list, name="file-list"),
    path("carried-over/<int:reporter_pk>/", carried_over.carried_over, name="carried-over"),
    path("<int:pk>/", problem.show_problem, name="show-problem"),
    path("fields/<int:cycle_pk>/", fields.edit_fields, name="edit-fields"),
    path("<int:pk>/field/", fields.sort_problem, name="sort-problem"),
    path("<int:pk>/<str:move>/", problem.move_problem, name="move-problem"),
]
