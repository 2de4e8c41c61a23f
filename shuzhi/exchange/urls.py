from django.urls import path

from shuzhi.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.show_errands, name="errands"),
    path("laptops/", views.register_laptop, name="register-laptop"),
    path("meetings/<int:pk>/", views.hand_out, name="hand-out"),
    path("home/", views.take_home, name="take-home"),
    path("meetings/<int:pk>/panel/", views.show_panel, name="panel"),
]
