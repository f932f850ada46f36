"""Pages of accounts."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("preferences/", views.preferences, name="preferences"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("licence/", views.licence, name="licence"),
]
