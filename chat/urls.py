"""Pages of chat."""

from django.urls import path

from chat import views

app_name = "chat"
urlpatterns = [
    path("", views.conversations, name="list"),
    path("<uuid:conversation>/", views.conversation_page, name="conversation"),
    path("<uuid:conversation>/settings/", views.settings, name="settings"),
    path("<uuid:conversation>/sends/", views.sends, name="sends"),
    path("<uuid:conversation>/rename/", views.rename, name="rename"),
    path("<uuid:conversation>/delete/", views.delete, name="delete"),
    path("<uuid:conversation>/restore/", views.restore, name="restore"),
    path("replies/<uuid:reply>/stop/", views.stop, name="stop"),
    path("replies/<uuid:reply>/retry/", views.retry, name="retry"),
]
