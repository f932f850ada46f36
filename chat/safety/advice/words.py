"""What the advice has in common."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.crisis_cards import Advice

CALL = _("Call the emergency number now. Put the phone on speaker and do what they say.")
ALONE = _("Do not stay alone, and do not leave the person alone.")
DRIVE = _("Do not drive yourself.")
NOTHING = _("Give nothing to eat or drink.")


def advice(
    title: Promise, *steps: Promise, avoid: tuple[Promise, ...] = (), needs: tuple[str, ...] = ()
) -> Advice:
    """What to do under a title. needs: kinds of help lines beside the emergency number."""
    return Advice(title, steps, avoid, needs)  # type: ignore[arg-type]
