"""The access trail in plain words: who, did what, to which part of the record, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy.models import AccessEvent
from privacy.registry import sections

Words = str | Promise

VERBS: dict[str, Words] = {
    "view": _("looked at"),
    "list": _("looked through"),
    "search": _("searched in"),
    "print": _("printed"),
    "download": _("downloaded"),
    "export": _("exported"),
    "reveal": _("read hidden words in"),
    "import": pgettext_lazy("access log", "imported"),
    "create": _("added"),
    "update": pgettext_lazy("access log", "changed"),
    "delete": pgettext_lazy("access log", "deleted"),
    "restore": _("restored"),
    "undo": pgettext_lazy("access log", "undid"),
    "share": _("let in a clinician"),
    "revoke": _("ended the access of a clinician"),
    "ai_send": _("sent to an AI"),
    "denied": _("tried to open"),
    "log_read": _("read this list"),
    "sign_up": _("created the account"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "second_factor": _("entered a second factor"),
    "password_change": _("changed the password"),
    "password_reset": _("chose a new password by mail"),
    "email_confirm": _("confirmed the address"),
    "email_change": _("changed the address"),
    "mfa_add": _("added a second factor"),
    "mfa_remove": _("removed a second factor"),
    "mfa_reset": _("renewed the second factor"),
    "role": _("changed the role"),
    "licence": _("changed the licence entry"),
    "deactivate": _("closed the account"),
    "reactivate": _("opened the account again"),
    "erase_ask": _("asked for the account to be deleted"),
    "erase_stop": _("kept the account after all"),
    "erase": _("deleted the account"),
}
# Deeds whose words already say what they were done to.
COMPLETE = frozenset(VERBS) - {
    "view", "list", "search", "print", "download", "export", "reveal", "import", "create",
    "update", "delete", "restore", "undo", "ai_send", "denied",
}  # fmt: skip

GROUPS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "looks": (
        _("Looks"),
        ("view", "list", "search", "print", "download", "export", "reveal", "log_read"),
    ),
    "changes": (_("Changes"), ("create", "update", "delete", "restore", "undo", "import")),
    "sharing": (_("Sharing"), ("share", "revoke")),
    "ai": (_("Sent to an AI"), ("ai_send",)),
    "account": (
        _("Signing in and account"),
        (
            "sign_up", "sign_in", "sign_out", "second_factor", "password_change", "password_reset",
            "email_confirm", "email_change", "mfa_add", "mfa_remove", "mfa_reset", "role",
            "licence", "deactivate", "reactivate", "erase_ask", "erase_stop", "erase",
        ),
    ),
}  # fmt: skip

ROLES: dict[str, Words] = {
    "patient": _("patient"),
    "provider": _("clinician"),
    "staff": _("staff"),
    "anonymous": _("not signed in"),
}
REASONS: dict[str, Words] = {
    "admin": _("on the staff site"),
    "care_link": _("because you let them in"),
    "export_record": _("by the people who run this site"),
}
PLACES: dict[str, Words] = {
    "timeline": _("your timeline"),
    "visit_pack": _("your visit pack"),
    "emergency_card": _("your emergency card"),
    "": _("a page"),
    "page": _("a page"),
    "chart": _("your record"),
    "roster": _("the list of patients"),
    "zip": _("your whole account"),
    "fhir": _("your whole record"),
    "ips": _("the summary of your health"),
}


@dataclass(frozen=True)
class Line:
    """One event as a row of the page."""

    who: str
    role: Words
    deed: str
    note: Words
    refused: bool
    at: datetime


def line(event: AccessEvent, *, reader_id: int) -> Line:
    """`event` in words for the person whose data it is about."""
    own = event.actor_id == reader_id
    return Line(
        who=gettext("You") if own else _name(event),
        role="" if own else ROLES.get(event.actor_role, event.actor_role),
        deed=_deed(event),
        note=REASONS.get(event.reason, event.reason),
        refused=event.outcome == AccessEvent.Outcome.DENIED,
        at=event.at,
    )


def name_of(user: User) -> str:
    """What someone is called, also once their account is erased."""
    return gettext("A deleted account") if user.erased_at else user.display_name


def _name(event: AccessEvent) -> str:
    if event.actor is not None:
        return name_of(event.actor)
    return gettext("Somebody unknown") if event.channel == "web" else gettext("The site itself")


def _deed(event: AccessEvent) -> str:
    verb = VERBS.get(event.action, event.action)
    if event.action in COMPLETE:
        return str(verb)
    count = event.detail.get("count")
    counted = f" ({count})" if isinstance(count, int) else ""
    return f"{verb} {_thing(event)}{counted}"


def _thing(event: AccessEvent) -> str:
    kind = event.object_type
    if kind == "section":
        labels = {section.key: section.label for section in sections()}
        return str(labels.get(event.object_id, event.object_id))
    if kind in PLACES:
        return str(PLACES[kind])
    try:
        meta = apps.get_model(kind)._meta
    except (LookupError, ValueError):
        return kind.rpartition(".")[2]
    many = event.action == "list" or "count" in event.detail
    return str(meta.verbose_name_plural if many else meta.verbose_name)
