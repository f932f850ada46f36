"""Pages of privacy."""

from django.urls import path

from privacy import leaving_views, views

app_name = "privacy"
urlpatterns = [
    path("sharing/", views.sharing, name="sharing"),
    path("sharing/<uuid:link>/end/", views.end_link, name="end_link"),
    path("log/", views.log, name="log"),
    path("delete/", leaving_views.leave, name="leave"),
    path("delete/stop/", leaving_views.stay, name="stay"),
]
