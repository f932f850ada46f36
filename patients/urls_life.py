"""Pages of the daily life, under /life/."""

from django.urls import path

from patients.views import (
    life,
    life_entries,
    medicines,
    notes,
    plans,
    reminders,
    symptoms,
    wellbeing,
)

urlpatterns = [
    path("", life.life, name="life"),
    path("symptoms/", symptoms.symptoms, name="symptoms"),
    path("symptoms/add/", symptoms.add, name="add_symptom"),
    path("symptoms/<uuid:entry_id>/", symptoms.show, name="symptom"),
    path("symptoms/<uuid:entry_id>/edit/", symptoms.edit, name="edit_symptom"),
    path("symptoms/<uuid:entry_id>/end/", symptoms.end, name="end_symptom"),
    path("symptoms/<uuid:entry_id>/again/", symptoms.again, name="repeat_symptom"),
    path("medicines/", medicines.medicines, name="medicines"),
    path("medicines/log/", medicines.intakes, name="intakes"),
    path("medicines/<uuid:entry_id>/", medicines.medicine, name="medicine"),
    path("medicines/<uuid:entry_id>/plan/", plans.add, name="add_plan"),
    path("medicines/<uuid:entry_id>/take/", medicines.take, name="take_medicine"),
    path("plans/<uuid:entry_id>/edit/", plans.edit, name="edit_plan"),
    path("plans/<uuid:entry_id>/stop/", plans.stop, name="stop_plan"),
    path("plans/<uuid:entry_id>/answer/", plans.answer, name="answer_dose"),
    path("doses/<uuid:entry_id>/edit/", medicines.edit, name="edit_dose"),
    path("cycle/", wellbeing.cycle, name="cycle"),
    path("mood/", wellbeing.mood_and_sleep, name="mood_and_sleep"),
    path("mood/log/", wellbeing.log_mood, name="log_mood"),
    path("sleep/add/", wellbeing.add_sleep, name="add_sleep"),
    path("notes/", notes.notes, name="notes"),
    path("notes/add/", notes.add, name="add_note"),
    path("notes/<uuid:entry_id>/", notes.show, name="note"),
    path("notes/<uuid:entry_id>/edit/", notes.edit, name="edit_note"),
    path("tags/", notes.tags, name="tags"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/add/", reminders.add, name="add_reminder"),
    path("reminders/<uuid:entry_id>/edit/", reminders.edit, name="edit_reminder"),
    path("reminders/<uuid:entry_id>/answer/", reminders.answer, name="answer_reminder"),
    path("reminders/<uuid:entry_id>/pause/", reminders.pause, name="pause_reminder"),
    path("<slug:kind>/<uuid:entry_id>/delete/", life_entries.delete, name="delete_life"),
    path("<slug:kind>/<uuid:entry_id>/restore/", life_entries.restore, name="restore_life"),
]
