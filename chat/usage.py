"""How much somebody has used the assistant: this month, and of what a day allows."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import User
from chat.limits import policy_of
from chat.models import Message, Reply


@dataclass(frozen=True)
class Usage:
    """Questions, tokens and credits since the first of the month; answers of the last 24 hours."""

    questions: int
    tokens: int
    credits: int
    today: int
    per_day: int


def usage_of(user: User) -> Usage:
    """Two aggregates over indexed spans. The month is the user's own."""
    now = timezone.now()
    month = timezone.localtime(now, user.zone).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    asked = Message.objects.visible_to(user).filter(owner=user, created_at__gte=month)
    day = now - timedelta(days=1)
    answers = Reply.objects.visible_to(user).filter(owner=user, created_at__gte=min(month, day))
    in_month = Q(created_at__gte=month)
    found = answers.aggregate(
        read=Sum("input_tokens", filter=in_month),
        written=Sum("output_tokens", filter=in_month),
        credits=Sum("credits", filter=in_month),
        today=Count("pk", filter=Q(created_at__gt=day)),
    )
    return Usage(
        questions=asked.count(),
        tokens=(found["read"] or 0) + (found["written"] or 0),
        credits=found["credits"] or 0,
        today=found["today"],
        per_day=policy_of(user).per_day,
    )
