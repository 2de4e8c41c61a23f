from django.urls import path

from shuzhi.burden.views import changing, reading

app_name = "burden"
urlpatterns = [
    path("", reading.list_cycles, name="list-cycles"),
    path("waivers/", reading.waivers, name="waivers"),
    path("waivers/<int:pk>/end/", changing.end_waiver, name="end-waiver"),
    path("requests/<int:pk>/drop/", changing.drop_request, name="drop-request"),
    path("<int:cycle>/", reading.show_register, name="show-register"),
    path("<int:cycle>/panel/", reading.panel, name="panel"),
    path("<int:cycle>/add/", changing.add_request, name="add-request"),
    path("<int:cycle>/take-over/", changing.carry_over, name="carry-over"),
    path("<int:cycle>/waive/", changing.add_waiver, name="add-waiver"),
    path("<int:cycle>/minutes/", changing.count_minutes, name="count-minutes"),
]
