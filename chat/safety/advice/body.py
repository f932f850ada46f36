"""Emergencies of the body."""

from django.utils.translation import gettext_lazy as _

from chat.safety.advice.words import CALL, DRIVE, NOTHING, advice
from patients.crisis_cards import Advice

BODY: dict[str, Advice] = {
    "unresponsive": advice(
        _("Not responding or not breathing"),
        CALL,
        _(
            "Not breathing normally: push hard and fast in the middle of the chest, about two "
            "pushes a second, until help comes. Send somebody for a defibrillator."
        ),
        _("Breathing but not waking: lay the person on their side and watch the breathing."),
    ),
    "choking": advice(
        _("Choking"),
        _("Coughing strongly: let them cough."),
        _(
            "Cannot cough, speak or breathe: five firm blows between the shoulder blades, then "
            "five thrusts above the navel; repeat. For a baby under one year: five back blows, "
            "then five chest pushes with two fingers, head down."
        ),
        CALL,
        avoid=(_("Do not reach blindly into the mouth."),),
    ),
    "allergy": advice(
        _("A severe allergic reaction"),
        _(
            "If there is an adrenaline pen, use it now in the outer thigh, through clothes if "
            "need be. A second one after 5 minutes if it is no better."
        ),
        CALL,
        _("Lie down with raised legs; sit up if breathing is hard."),
        avoid=(_("Do not stand up or walk about."), _("Do not rely on an antihistamine alone.")),
    ),
    "breathing": advice(
        _("Severe trouble with breathing"),
        CALL,
        _("Sit upright and loosen tight clothes."),
        _("With a blue reliever inhaler: one puff every 30 to 60 seconds, up to ten puffs."),
        avoid=(_("Do not lie down flat."), DRIVE),
    ),
    "drowning": advice(
        _("After drowning or nearly drowning"),
        CALL,
        _("Not breathing: give five breaths, then chest pushes, until help comes."),
        _(
            "Breathing: on the side, warm and dry. Trouble with breathing can begin hours "
            "later: have them checked today."
        ),
    ),
    "overdose": advice(
        _("Poisoning or too much of a medicine or drug"),
        _(
            "Call the poison line or the emergency number now, even without signs. With "
            "sleepiness, trouble with breathing or a seizure: the emergency number."
        ),
        _(
            "Keep the packet and say what, how much and when. A swallowed battery or magnet: go "
            "to an emergency department at once."
        ),
        _(
            "Gas or fumes: everybody out into the fresh air first. Opioids: give naloxone if "
            "you have it."
        ),
        avoid=(
            _("Do not make anybody vomit."),
            _("Do not wait for signs; some poisons show none for a day."),
        ),
        needs=("poison", "crisis"),
    ),
    "bleeding": advice(
        _("Severe bleeding"),
        CALL,
        _(
            "Press hard on the wound with a clean cloth and do not let go. If an arm or leg "
            "still bleeds heavily: a tourniquet above the wound."
        ),
        _("Vomiting or passing blood: lie down and have nothing to eat or drink."),
        avoid=(_("Do not take out anything that sticks in the wound."),),
    ),
    "seizure": advice(
        _("A seizure"),
        _("Clear the space around, put something soft under the head, look at the clock."),
        _(
            "Call the emergency number if it is the first one, lasts 5 minutes, comes again, or "
            "the person is pregnant, hurt or does not wake."
        ),
        _("Afterwards lay the person on their side."),
        avoid=(_("Do not hold the person down and put nothing into the mouth."),),
    ),
    "heart": advice(
        _("This can be a heart attack"),
        CALL,
        _(
            "Sit down, stay still, loosen tight clothes. Use your own heart spray if one was "
            "prescribed."
        ),
        _(
            "Chew one aspirin (300 mg) only if the call-taker says so or you were told before, "
            "and you are not allergic to it."
        ),
        avoid=(DRIVE, _("Do not wait to see whether it passes.")),
    ),
    "stroke": advice(
        _("This can be a stroke"),
        CALL,
        _("Note the time when it began: treatment depends on it."),
        _(
            "Face, arm, speech: if one of them is suddenly wrong, it counts, also when it gets "
            "better."
        ),
        avoid=(NOTHING, _("Do not take aspirin."), DRIVE),
    ),
    "infant": advice(
        _("A baby who needs a doctor now"),
        _("Limp, hard to wake, blue, grey or breathing badly: call the emergency number."),
        _(
            "Fever of 38 °C (100.4 °F) or more under three months, or no wet nappy for 12 "
            "hours: go to an emergency department now."
        ),
        avoid=(_("Do not give a medicine before somebody has looked at the baby."),),
    ),
    "pregnancy": advice(
        _("In pregnancy this must be looked at now"),
        _(
            "Call your maternity unit, or the emergency number with heavy bleeding, strong "
            "pain, fainting or a seizure."
        ),
        _("Fewer movements of the baby: have them checked today, do not wait until tomorrow."),
        _("Severe headache, seeing spots or sudden swelling: it can be pre-eclampsia, go now."),
        avoid=(DRIVE,),
    ),
    "sugar": advice(
        _("Blood sugar out of bounds"),
        _(
            "Low and awake: 15 g of fast sugar (juice, glucose), measure again after 15 "
            "minutes, repeat."
        ),
        _(
            "Confused, very sleepy, cannot swallow or having a seizure: emergency number, and "
            "glucagon if there is any."
        ),
        _("High with vomiting, fast breathing or confusion: emergency number."),
        avoid=(_("Give nothing by mouth to somebody who cannot swallow safely."),),
    ),
    "injury": advice(
        _("A serious injury"),
        CALL,
        _("Numb or weak after a fall or crash: lie still, keep head and neck as they are."),
        _(
            "After a blow to the head: vomiting, confusion, sleepiness or unequal pupils need a "
            "hospital now. So does numbness between the legs or not being able to pass water."
        ),
        avoid=(_("Do not move somebody with a hurt neck or back unless there is danger."), NOTHING),
    ),
    "burn": advice(
        _("A serious burn or electric shock"),
        _(
            "Electricity: switch it off before you touch anybody. Then call, even if they feel "
            "well."
        ),
        _(
            "Cool the burn with cool running water for 20 minutes; take off rings and clothes "
            "that do not stick."
        ),
        CALL,
        avoid=(_("No ice, butter, paste or toothpaste; do not open blisters."),),
    ),
    "heat": advice(
        _("Body temperature out of control"),
        CALL,
        _(
            "Overheated: into the shade, clothes off, cold water all over and a fan, until help "
            "comes."
        ),
        _(
            "Far too cold: into the warm, dry clothes and blankets, warm the trunk first and "
            "gently."
        ),
        avoid=(_("Give no fever medicine against heat stroke."), _("Do not rub cold limbs.")),
    ),
    "headache": advice(
        _("A sudden, severe headache"),
        CALL,
        _("Lie still and note the time when it began."),
        avoid=(DRIVE, _("Do not take aspirin or ibuprofen before it is known what it is.")),
    ),
    "sepsis": advice(
        _("This can be sepsis or meningitis"),
        CALL,
        _(
            "Say: fever or infection, and confusion, mottled skin, fast breathing or a rash "
            "that does not fade under a glass. Say the word sepsis."
        ),
        avoid=(_("Do not wait for the morning."),),
    ),
    "torsion": advice(
        _("Sudden pain in a testicle"),
        _(
            "Go to an emergency department now: a twisted testicle can be saved within about 6 "
            "hours."
        ),
        avoid=(NOTHING, _("Do not wait for an appointment.")),
    ),
    "vision": advice(
        _("Sudden loss of sight or something in the eye"),
        _("Sudden loss of sight: call the emergency number; it can be a stroke of the eye."),
        _(
            "A chemical: rinse with plenty of clean water for at least 20 minutes, then go to "
            "an emergency department."
        ),
        avoid=(_("Do not rub, and do not pull out anything that sticks in the eye."), DRIVE),
    ),
}
