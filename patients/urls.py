"""Pages of the record, under the site's root."""

from django.urls import path

from patients.views import documents, exchange, profile, reading, readings, today, trend

app_name = "patients"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("readings/", readings.readings, name="readings"),
    path("readings/add/", reading.choose, name="choose_reading"),
    path("readings/add/<slug:key>/", reading.add, name="add_reading"),
    path("readings/entry/<uuid:entry_id>/", reading.show, name="reading"),
    path("readings/entry/<uuid:entry_id>/edit/", reading.edit, name="edit_reading"),
    path("readings/entry/<uuid:entry_id>/delete/", reading.delete, name="delete_reading"),
    path("readings/entry/<uuid:entry_id>/restore/", reading.restore, name="restore_reading"),
    path("readings/<slug:key>/", trend.readings_of, name="readings_of"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/export/<slug:section>/", exchange.export, name="export"),
    path("exchange/import/<uuid:batch>/", exchange.review, name="import"),
    path("exchange/import/<uuid:batch>/drop/", exchange.drop, name="drop_import"),
    path("documents/", documents.order, name="order_document"),
    path("documents/<uuid:document>/", documents.show, name="document"),
    path("documents/<uuid:document>/file/", documents.download, name="download_document"),
    path("profile/", profile.profile, name="profile"),
    path("profile/facts/", profile.facts, name="facts"),
    path("profile/<slug:section>/add/", profile.add, name="add_profile_entry"),
    path("profile/<slug:section>/<uuid:entry_id>/", profile.show, name="profile_entry"),
    path("profile/<slug:section>/<uuid:entry_id>/edit/", profile.edit, name="edit_profile_entry"),
    path("profile/<slug:section>/<uuid:entry_id>/end/", profile.end, name="end_profile_entry"),
    path(
        "profile/<slug:section>/<uuid:entry_id>/delete/",
        profile.delete,
        name="delete_profile_entry",
    ),
    path(
        "profile/<slug:section>/<uuid:entry_id>/restore/",
        profile.restore,
        name="restore_profile_entry",
    ),
]
