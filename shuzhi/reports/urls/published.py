"""What readers see, also strangers; the project hangs it at /published/."""

from django.urls import path

from shuzhi.reports.views import publishing

app_name = "published"
urlpatterns = [
    path("", publishing.list_published_cycles, name="list-cycles"),
    path("<int:cycle>/", publishing.list_published, name="list-reports"),
    path("<int:cycle>/<int:key>/", publishing.read_published, name="read-report"),
]
