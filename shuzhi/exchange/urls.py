from django.urls import path

from shuzhi.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.show_errands, name="errands"),
    path("laptops/", views.register_laptop, name="register-laptop"),
    path("meetings/<int:pk>/", views.hand_out, name="hand-out"),
    path("home/", views.take_home, name="take-home"),
    path("laptops/<int:pk>/remove/", views.remove_laptop, name="remove-laptop"),
    path("meetings/<int:pk>/package/", views.download, name="download"),
    path("meetings/<int:pk>/call-back/", views.call_back, name="call-back"),
    path("meetings/<int:pk>/panel/", views.show_panel, name="panel"),
]
