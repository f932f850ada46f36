"""The invented people of the local demo, whose passwords stand on the sign-in page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "demo-demo-demo"  # noqa: S105 - public on purpose, refused in production


@dataclass(frozen=True)
class DemoPerson:
    """Someone to sign in as. `key` begins the address."""

    key: str
    name: str
    part: str | Promise

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@demo.example"


DEMO_PEOPLE = (
    DemoPerson("ana", "Ana Torres", _("a patient with a year of readings")),
    DemoPerson("bruno", "Bruno Díaz", _("a patient who has just begun")),
    DemoPerson("soto", "Elena Soto", _("Ana's clinician")),
    DemoPerson("vega", "Luis Vega", _("a clinician nobody has let in")),
    DemoPerson("staff", "Stella Prieto", _("staff, looks after the site")),
)
