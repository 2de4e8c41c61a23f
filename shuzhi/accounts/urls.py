from django.urls import path

from shuzhi.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.list_users, name="list-users"),
    path("new/", views.create_user, name="create-user"),
    path("<int:pk>/", views.show_user, name="show-user"),
    path("<int:pk>/name/", views.rename_user, name="rename-user"),
    path("<int:pk>/password/", views.give_password, name="give-password"),
    path("<int:pk>/switch/", views.switch_user, name="switch-user"),
    path("roles/<int:pk>/end/", views.revoke_role, name="revoke-role"),
]
