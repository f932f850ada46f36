"""The pages that a bare project with the same apps has: allauth's and the admin's."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("sign-in/", include("allauth.urls"))]
