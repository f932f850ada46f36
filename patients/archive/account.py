"""The account itself as JSON: what is known of somebody beside their record."""

import json
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import Licence, User
from privacy.registry import ExportFile

FIELDS = ("email", "display_name", "role", "language", "time_zone", "units", "date_joined")


def account_facts(user: User) -> ExportFile:
    """Name, address, choices, ways of signing in; never a password or a secret."""

    def pieces() -> Iterator[bytes]:
        yield json.dumps(_facts(user), ensure_ascii=False, indent=2, default=str).encode()

    return ExportFile("account.json", pieces)


def _facts(user: User) -> dict[str, Any]:
    facts = {"id": user.uuid} | {name: getattr(user, name) for name in FIELDS}
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    licence = Licence.objects.filter(user=user).values(
        "profession", "number", "jurisdiction", "status", "submitted_at", "decided_at"
    )
    return facts | {
        "addresses": list(addresses.values("email", "verified", "primary")),
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "licence": licence.first(),
    }
