"""Staff see that conversations exist and how replies went; words only for a stated reason."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, Message, Reply
from privacy.admin_reasons import ReasonedAdmin


@admin.register(Conversation)
class ConversationAdmin(ReasonedAdmin):
    """Conversations by person and age."""

    list_display = ("id", "person", "use_record", "model_id", "updated_at", "deleted_at")
    list_filter = ("use_record", "model_id")
    date_hierarchy = "updated_at"
    search_fields = ("id", "owner__email", "owner__display_name")


@admin.register(Message)
class MessageAdmin(ReasonedAdmin):
    """Messages by conversation."""

    list_display = ("id", "person", "conversation_id", "seq", "created_at")
    date_hierarchy = "created_at"
    search_fields = ("conversation__id", "owner__email", "owner__display_name")


@admin.register(Reply)
class ReplyAdmin(ReasonedAdmin):
    """Replies by outcome: what failed, with which model, how fast."""

    list_display = (
        "id", "person", "status", "error_code", "model_id", "input_tokens", "output_tokens",
        "first_token_ms", "created_at",
    )  # fmt: skip
    list_filter = ("status", "error_code", "engine", "model_id")
    date_hierarchy = "created_at"
    search_fields = ("id", "conversation__id", "owner__email", "owner__display_name")

    @admin.display(description=_("first token (ms)"))
    def first_token_ms(self, obj: Reply) -> int | None:
        """From claim to first token, in milliseconds."""
        if obj.started_at is None or obj.first_token_at is None:
            return None
        return round((obj.first_token_at - obj.started_at).total_seconds() * 1000)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("text", "manifest")
