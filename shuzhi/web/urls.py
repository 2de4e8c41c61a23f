from django.urls import path

from shuzhi.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.choose_language, name="choose-language"),
]
