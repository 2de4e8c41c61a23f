from django.urls import path

from shuzhi.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("overview/", views.list_cycles, name="list-cycles"),
    path("overview/<int:pk>/", views.show_cycle, name="cycle"),
    path("overview/<int:pk>/documents/", views.list_papers, name="list-papers"),
]
