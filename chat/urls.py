"""Pages of chat."""

from django.urls import path

from chat.views import exports, feedback, lists, settings, threads

app_name = "chat"
urlpatterns = [
    path("", lists.conversations, name="list"),
    path("draft/", lists.new_draft, name="new_draft"),
    path("<uuid:conversation>/", threads.conversation_page, name="conversation"),
    path("<uuid:conversation>/draft/", threads.draft, name="draft"),
    path("<uuid:conversation>/settings/", settings.settings, name="settings"),
    path("<uuid:conversation>/sends/", settings.sends, name="sends"),
    path("<uuid:conversation>/rename/", lists.rename, name="rename"),
    path("<uuid:conversation>/archive/", lists.archive, name="archive"),
    path("<uuid:conversation>/unarchive/", lists.unarchive, name="unarchive"),
    path("<uuid:conversation>/delete/", lists.delete, name="delete"),
    path("<uuid:conversation>/restore/", lists.restore, name="restore"),
    path("<uuid:conversation>/export.md", exports.markdown, name="markdown"),
    path("<uuid:conversation>/export.json", exports.as_json, name="json"),
    path("<uuid:conversation>/export/pdf/", exports.pdf, name="pdf"),
    path("<uuid:conversation>/<int:seq>/answer/", threads.answer, name="answer"),
    path("<uuid:conversation>/<int:seq>/edit/", threads.edit, name="edit"),
    path("replies/<uuid:reply>/", threads.attempt, name="attempt"),
    path("replies/<uuid:reply>/stop/", threads.stop, name="stop"),
    path("replies/<uuid:reply>/retry/", threads.retry, name="retry"),
    path("replies/<uuid:reply>/continue/", threads.go_on, name="go_on"),
    path("replies/<uuid:reply>/feedback/", feedback.feedback, name="feedback"),
]
