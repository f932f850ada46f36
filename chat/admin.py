"""Staff see that conversations exist and how replies went; words only for a stated reason."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, FalseBlock, Feedback, Message, Reply, RolePolicy
from privacy.admin_reasons import ReasonedAdmin


@admin.register(Conversation)
class ConversationAdmin(ReasonedAdmin):
    """Conversations by person and age."""

    list_display = ("id", "person", "sections", "model_id", "updated_at", "deleted_at")
    list_filter = ("model_id",)
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


@admin.register(Feedback)
class FeedbackAdmin(ReasonedAdmin):
    """Opinions by value; the note is words."""

    list_display = ("id", "person", "value", "model_name", "created_at")
    list_filter = ("value",)
    list_select_related = ("owner", "reply")  # type: ignore[assignment]
    date_hierarchy = "created_at"
    search_fields = ("reply__id", "reply__model_id", "owner__email", "owner__display_name")

    @admin.display(description=_("model"))
    def model_name(self, obj: Feedback) -> str:
        """Which model wrote the answer."""
        return obj.reply.model_label


@admin.register(FalseBlock)
class FalseBlockAdmin(ReasonedAdmin):
    """Messages turned away although they are about health: score and reason tune the bands."""

    list_display = ("id", "person", "role", "topic_score", "topic_reason", "overridden_at")
    list_filter = ("owner__role", "topic_reason")
    date_hierarchy = "overridden_at"
    search_fields = ("topic_reason", "owner__email", "owner__display_name")
    ordering = ("-overridden_at",)

    @admin.display(description=_("role"), ordering="owner__role")
    def role(self, obj: FalseBlock) -> str:
        """Whose policy turned it away."""
        return obj.owner.get_role_display()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(overridden_at__isnull=False).defer("text")


@admin.register(RolePolicy)
class RolePolicyAdmin(admin.ModelAdmin[RolePolicy]):
    """The limits of each role; there is one row per role, made by the migration."""

    list_display = ("role", "per_minute", "per_day", "redirect_below", "allow_above")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
