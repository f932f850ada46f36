"""How allauth is told about this house: names, languages, mail, addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.core.mail import EmailMessage
from django.http import HttpRequest

from accounts.models import User
from healthtracker.web.context import request_peer

UNKNOWN_PEER = "::"


class AccountAdapter(DefaultAccountAdapter):
    """Saves role, name and language at sign-up and believes no forwarded address."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's
        data = form.cleaned_data
        user.display_name = data["display_name"]
        user.role = data["role"]
        user.language = getattr(request, "LANGUAGE_CODE", "en")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is no user name: the address is the name."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer, honouring trusted proxies only (rate limits count by it)."""
        return request_peer(request) or UNKNOWN_PEER

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render a message in our words and hand it to the post."""
        request = allauth_context.request
        known = {"request": request, "email": email, **context}
        self.deliver(self.render_mail(template_prefix, email, known))

    def deliver(self, message: EmailMessage) -> None:
        """Send now; the layer above queues instead."""
        message.send()
