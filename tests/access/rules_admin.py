"""The staff admin's routes: each model by name, with the pages it adds to Django's six."""

from collections.abc import Mapping
from typing import Any

from tests.access.rules import Kind, Rule
from tests.access.stage import Stage

STANDARD = (
    "", "add/", "<path:object_id>/history/", "<path:object_id>/delete/",
    "<path:object_id>/change/", "<path:object_id>/",
)  # fmt: skip
SHEET = ("export/", "import/", "process_import/")
RECORD = (
    "<path:object_id>/auditlog/", "<path:object_id>/reveal/", *SHEET,
)  # fmt: skip
DIFFS, REVEAL = ("<path:object_id>/auditlog/",), ("<path:object_id>/reveal/",)

# Model -> its own pages; the row of the stage whose id they are called with.
MODELS: dict[str, tuple[tuple[str, ...], str]] = {
    "healthtracker/workerheartbeat": ((), ""),
    "healthtracker/clocktick": ((), ""),
    "accounts/user": (DIFFS, "ana"),
    "accounts/licence": (DIFFS, ""),
    "account/emailaddress": ((), ""),
    "mfa/authenticator": ((), ""),
    "usersessions/usersession": ((), ""),
    "privacy/carelink": (DIFFS, "care_link"),
    "privacy/accessevent": ((), ""),
    "auditlog/logentry": ((), ""),
    "patients/observation": (RECORD, "reading"),
    "patients/customtype": ((*DIFFS, *REVEAL), "custom_type"),
    "patients/goal": ((*DIFFS, *REVEAL), "goal"),
    "patients/patientprofile": (RECORD, ""),
    "patients/condition": (RECORD, "condition"),
    "patients/medication": (RECORD, ""),
    "patients/allergy": (RECORD, ""),
    "patients/immunization": (RECORD, ""),
    "patients/familyhistory": (RECORD, ""),
    "patients/emergencycontact": (RECORD, ""),
    "patients/symptomepisode": (RECORD, "symptom"),
    "patients/medicationschedule": (RECORD, "plan"),
    "patients/medicationintake": (RECORD, "intake"),
    "patients/journalnote": (RECORD, "note"),
    "patients/reminder": (RECORD, "reminder"),
    "patients/document": (REVEAL, "document"),
    "patients/importbatch": (REVEAL, "batch"),
    "patients/importedchange": (REVEAL, ""),
    "patients/mappingpreset": (REVEAL, "preset"),
    "patients/visitquestion": ((*DIFFS, *REVEAL), "question"),
    "chat/conversation": (REVEAL, "conversation"),
    "chat/message": (REVEAL, "message"),
    "chat/reply": (REVEAL, "reply"),
    "chat/feedback": (REVEAL, "feedback"),
    "chat/rolepolicy": ((), ""),
    "chat/falseblock": (REVEAL, "turned_away"),
    "auth/group": ((), ""),
    "django_tasks_database/dbtaskresult": ((), ""),
}
ADDABLE = {"accounts/user", "privacy/carelink", "auth/group"}
DELETABLE = {"auth/group"}


def _ids(row: str) -> Any:
    def ids(stage: Stage) -> Mapping[str, Any]:
        found = stage.ana if row == "ana" else stage.rows.get(row)
        return {"object_id": str(found.pk if found else 10**9)}

    return ids


def _kind(model: str, suffix: str) -> Kind:
    closed = (suffix == "add/" and model not in ADDABLE) or (
        suffix.endswith("delete/") and model not in DELETABLE
    )
    return Kind.NOBODY if closed else Kind.STAFF


def rules() -> dict[str, Rule]:
    """One rule per admin route."""
    found = {
        f"admin/{model}/{suffix}": Rule(_kind(model, suffix), _ids(row))
        for model, (own, row) in MODELS.items()
        for suffix in (*STANDARD, *own)
    }
    return found | {
        "admin/": Rule(Kind.ANY_STAFF),
        "admin/login/": Rule(Kind.PUBLIC, also=frozenset({"forbidden"})),
        "admin/logout/": Rule(Kind.PUBLIC, methods=("POST",)),
        "admin/password_change/": Rule(Kind.ANY_STAFF),
        "admin/password_change/done/": Rule(Kind.ANY_STAFF),
        "admin/autocomplete/": Rule(
            Kind.STAFF, query="?app_label=privacy&model_name=carelink&field_name=patient&term=a"
        ),
        "admin/jsi18n/": Rule(Kind.PUBLIC),
        "admin/r/<path:content_type_id>/<path:object_id>/": Rule(
            Kind.ANY_STAFF, lambda stage: {"content_type_id": "1", "object_id": str(10**9)}
        ),
        "admin/accounts/": Rule(Kind.STAFF),
        "admin/(?P<url>.*)$": Rule(Kind.ANY_STAFF),
    }
