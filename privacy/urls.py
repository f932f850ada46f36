"""Pages of privacy."""

from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("sharing/", views.sharing, name="sharing"),
    path("sharing/<uuid:link>/end/", views.end_link, name="end_link"),
    path("log/", views.log, name="log"),
]
