from django.urls import path

from shuzhi.rectification import views

app_name = "rectification"
urlpatterns = [
    path("", views.list_problems, name="list-problems"),
    path("export/", views.export_problems, name="export-problems"),
    path("new/<int:cycle_pk>/", views.add_problem, name="add-problem"),
    path("from-comments/<int:cycle_pk>/", views.take_over_comments, name="take-over-comments"),
    path("<int:pk>/", views.show_problem, name="show-problem"),
    path("<int:pk>/<str:move>/", views.move_problem, name="move-problem"),
]
