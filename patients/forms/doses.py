"""The form of one dose: when it was taken, how much, and whether that much is meant."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients import units
from patients.entries import decimal_of
from patients.forms.life import LifeForm, when_field, words_field
from patients.forms.recurring import dose_fields
from patients.models import Medication, MedicationIntake
from patients.observation_types import change_problems, get

Status = MedicationIntake.Status
Amount = tuple[Decimal, str]


class IntakeForm(LifeForm):
    """One dose, taken or skipped.

    More than double the usual comes back with `asks` set; sending it again with `confirmed` equal
    to `token` accepts it.
    """

    model = MedicationIntake
    instants = ("taken_at",)

    status = forms.ChoiceField(
        label=_("What happened"), choices=Status.choices, widget=forms.RadioSelect
    )
    taken_at = when_field(_("Taken at"), required=False)
    dose, dose_unit = dose_fields()
    reason = words_field(_("Why"), help_text=_("For example: headache, felt sick, had run out."))

    def __init__(
        self, data: Any = None, *, medication: Medication, usual: Amount | None,
        row: MedicationIntake | None = None,
    ) -> None:  # fmt: skip
        self.medication, self.usual = medication, usual
        self.asks = False
        super().__init__(data, patient=medication.owner, row=row)
        if row is None:
            del self.fields["status"]
            dose, unit = usual or ("", "")
            number = units.number(dose) if isinstance(dose, Decimal) else ""
            self.initial.update({"taken_at": self.now, "dose": number, "dose_unit": unit})
            self.fields["taken_at"].required = True
        elif not row.slot:
            del self.fields["status"]
        elif row.dose:
            self.initial["dose"] = units.number(Decimal(row.dose))

    @property
    def token(self) -> str:
        """What exactly is to be confirmed."""
        return f"{self.data.get('dose', '')} {self.data.get('dose_unit', '')}"

    @property
    def usual_text(self) -> str:
        """ "50 mg"."""
        return units.display(*self.usual) if self.usual else ""

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Model field -> value. Raises: ValidationError: taken, but not when."""
        taken = cleaned.get("status", Status.TAKEN) == Status.TAKEN
        moment = self.moment("taken_at", cleaned["taken_at"]) if taken else None
        if taken and moment is None:
            raise ValidationError({"taken_at": _("Say when it was taken.")})
        if not taken and self.row is not None and not self.row.slot:
            raise ValidationError(_("Only a planned dose can be skipped."))
        return {
            "status": Status.TAKEN if taken else Status.SKIPPED,
            "taken_at": moment.at if moment else None,
            "dose": cleaned["dose"],
            "dose_unit": cleaned["dose_unit"] if cleaned["dose"] else "",
            "reason": cleaned["reason"],
        }

    def judge(self) -> None:
        """Raises: ValidationError: the model refuses it, or it is to be confirmed first."""
        super().judge()
        if self._is_much() and self.data.get("confirmed") != self.token:
            self.asks = True
            raise ValidationError(_("Please check this dose."))

    def _is_much(self) -> bool:
        dose = decimal_of(self.values["dose"])
        if dose is None or self.usual is None or self.values["status"] != Status.TAKEN:
            return False
        day: date = timezone.now().date()
        last = (*self.usual, day)
        kind = get("medication_intake")
        return bool(change_problems(kind, dose, self.values["dose_unit"], on=day, last=last))

    def _kept(self) -> dict[str, Any]:
        return {**super()._kept(), "medication": self.medication}
