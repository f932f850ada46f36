"""What comes before any answer: is this an emergency, and is it about health?"""

from chat.models import Conversation, Message, RolePolicy
from chat.topics import WINDOW, Ruling, classify

ALLOWED = (Message.Verdict.ALLOW, Message.Verdict.CRISIS)


def rule_on(conversation: Conversation, text: str, policy: RolePolicy) -> Ruling:
    """The ruling on the next message of `conversation`; emergencies are never redirected."""
    return classify(
        text,
        allowed_before(conversation),
        redirect_below=policy.redirect_below,
        allow_above=policy.allow_above,
    )


def allowed_before(conversation: Conversation) -> list[str]:
    """The last questions, oldest first, back to the last one that was turned away."""
    rows = Message.objects.visible_to(conversation.owner).filter(
        conversation=conversation, superseded_at=None
    )
    found: list[str] = []
    for message in rows.order_by("-seq")[:WINDOW]:
        if message.verdict not in ALLOWED and message.overridden_at is None:
            break
        found.append(message.text)
    return found[::-1]
