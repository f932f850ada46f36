"""Pages of providers."""

from django.urls import path

from providers import views

app_name = "providers"
urlpatterns = [
    path("", views.roster, name="roster"),
    path("patients/<uuid:patient>/", views.chart, name="chart"),
]
