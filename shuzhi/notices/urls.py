from django.urls import path

from shuzhi.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.list_notices, name="list-notices"),
    path("read/", views.mark_all_read, name="mark-all-read"),
    path("<int:pk>/open/", views.open_notice, name="open-notice"),
    path("<int:pk>/read/", views.mark_read, name="mark-read"),
]
