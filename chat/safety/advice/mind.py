"""When somebody is in danger from themselves or from others."""

from django.utils.translation import gettext_lazy as _

from chat.safety.advice.words import ALONE, advice
from chat.safety.sensing import UNCLEAR
from patients.crisis_cards import Advice

MIND: dict[str, Advice] = {
    "self_harm": advice(
        _("You are not alone. Talk to somebody now"),
        _("If you are about to hurt yourself or already have, call the emergency number now."),
        _(
            "Call the crisis line: it is there for exactly this, and you need no reason good "
            "enough."
        ),
        _(
            "Go to a person you trust, or ask them to come, and let them take away what you "
            "could hurt yourself with."
        ),
        avoid=(ALONE, _("Do not drink alcohol or take drugs now; they make it harder to hold on.")),
        needs=("crisis",),
    ),
    "harm_others": advice(
        _("If somebody could get hurt"),
        _(
            "Step away from the person now: another room, out of the house. A crying baby is "
            "safe in the cot."
        ),
        _("If somebody is in danger, call the emergency number."),
        _("Call the crisis line and say what you told here. Such thoughts can be treated."),
        avoid=(_("Do not keep weapons within reach."),),
        needs=("crisis",),
    ),
    "abuse": advice(
        _("You have a right to be safe"),
        _(
            "If you are in danger now, call the emergency number; if you cannot speak, stay on "
            "the line."
        ),
        _("Go where other people are or to a room with a way out, not the kitchen or bathroom."),
        _(
            "The violence line advises in confidence, also about leaving. After strangling or "
            "sexual violence see a doctor today."
        ),
        avoid=(
            _(
                "What you write here stays in this account: leave it or use a private window if "
                "somebody checks your phone."
            ),
        ),
        needs=("violence", "crisis"),
    ),
    "psychosis": advice(
        _("When thoughts or voices take over"),
        _("If you or somebody could get hurt, call the emergency number now."),
        _(
            "Stay with a person you trust in a calm place, and call the crisis line or your "
            "care team today."
        ),
        avoid=(
            ALONE,
            _("Do not do what the voices say, and do not argue with somebody who hears them."),
        ),
        needs=("crisis",),
    ),
    "starving": advice(
        _("Too long without food or drink"),
        _("Fainting, chest pain, confusion or no urine for 12 hours: call the emergency number."),
        _(
            "Otherwise small sips of water with sugar and salt, and see a doctor today. Eating "
            "again after days needs care."
        ),
        needs=("crisis",),
    ),
    UNCLEAR: advice(
        _("This may be an emergency"),
        _("If you or somebody with you is in danger now, call the emergency number."),
        _("The same if somebody is hard to wake, blue or grey, or has trouble with breathing."),
        _(
            "With thoughts of dying or of hurting yourself or somebody else, call the crisis line: "
            "you need no reason good enough."
        ),
        _("Should this be a misunderstanding, just read on."),
        needs=("crisis",),
    ),
}
