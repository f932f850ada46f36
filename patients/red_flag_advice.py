"""What to do about a reading that cannot wait: fixed words, the most urgent first."""

from django.utils.translation import gettext_lazy as _

from patients.crisis_cards import Advice

AGAIN = _("A wrong number is common: check the device, and change the reading if it was a slip.")

ADVICE: dict[str, Advice] = {
    "oxygen": Advice(
        _("Oxygen saturation below 90 %"),
        (
            _("Short of breath, blue lips, confused or chest pain: call the emergency number now."),
            _("Otherwise sit up, warm the hand, take off nail polish, and measure again now."),
            _(
                "Still below 90 %, and your doctor has set no lower target for you: call the"
                " emergency number."
            ),
        ),
    ),
    "glucose_low": Advice(
        _("Glucose below 54 mg/dL (3.0 mmol/L)"),
        (
            _("Awake: take 15 g of fast sugar now (juice, glucose tablets, sugar)."),
            _("Measure again after 15 minutes; still low: the same again, then eat something."),
            _(
                "Confused, very sleepy, cannot swallow or having a seizure: somebody else calls"
                " the emergency number and gives glucagon if there is any."
            ),
        ),
        (_("Do not drive, and do not stay alone until it is back to normal."),),
    ),
    "glucose_extreme": Advice(
        _("Glucose of 600 mg/dL (33.3 mmol/L) or more"),
        (
            _("Call the emergency number now, also if you feel well."),
            _("Drink water if you are awake and not vomiting."),
        ),
        (_("Do not take extra insulin beyond what you were told for such a value."),),
    ),
    "newborn_fever": Advice(
        _("Fever in a baby under three months"),
        (
            _("38 °C (100.4 °F) or more at this age needs an emergency department now."),
            _("Limp, hard to wake, blue or breathing badly: call the emergency number."),
        ),
        (_("Do not give a medicine before somebody has looked at the baby."),),
    ),
    "pressure": Advice(
        _("Blood pressure of 180/120 or more"),
        (
            _(
                "With chest pain, short breath, weakness or numbness, trouble with speech or"
                " sight, severe headache, confusion or in pregnancy: call the emergency number"
                " now."
            ),
            _("Without: sit quietly with your back supported and measure again after 5 minutes."),
            _("Still as high: call your doctor today. In the meantime watch for the signs above."),
        ),
        (_("Do not take extra doses of your medicines on your own."),),
    ),
    "fever": Advice(
        _("Body temperature of 40.5 °C (104.9 °F) or more"),
        (
            _(
                "Confused, stiff neck, a rash that does not fade, a seizure, fast breathing, or"
                " after great heat: call the emergency number now."
            ),
            _("Otherwise cool the room, drink, and call a doctor now. Measure again soon."),
        ),
    ),
    "cold": Advice(
        _("Body temperature below 35 °C (95 °F)"),
        (
            _("Shivering hard, confused, sleepy or slow: call the emergency number now."),
            _("Into the warm, dry clothes and blankets. Measure again to be sure."),
        ),
        (_("Do not rub cold limbs and do not drink alcohol."),),
    ),
    "glucose_high": Advice(
        _("Glucose of 300 mg/dL (16.7 mmol/L) or more"),
        (
            _(
                "With vomiting, belly pain, fast breathing, fruity breath or confusion: call the"
                " emergency number now."
            ),
            _("Otherwise drink water, check ketones if you can, and follow your plan."),
            _("Still as high after 2 hours, or ketones present: call your doctor now."),
        ),
    ),
    "pulse_high": Advice(
        _("A pulse above 150 at rest"),
        (
            _("With chest pain, short breath, fainting or confusion: call the emergency number."),
            _("Otherwise sit, breathe calmly and count again after 5 minutes."),
            _("Still as fast at rest: call a doctor now."),
        ),
    ),
    "pulse_low": Advice(
        _("A pulse below 40 at rest"),
        (
            _("With fainting, chest pain, short breath or confusion: call the emergency number."),
            _("Otherwise count again for a full minute. New for you: call a doctor today."),
        ),
    ),
}
for _flag, _said in ADVICE.items():  # every card ends with the plainest explanation
    ADVICE[_flag] = Advice(_said.title, (*_said.steps, AGAIN), _said.avoid, _said.needs)
