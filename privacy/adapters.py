"""Sign-in mail leaves through the house's own post."""

from django.core.mail import EmailMessage

from accounts.adapters import AccountAdapter as SignInAdapter
from privacy.outbound import email


class AccountAdapter(SignInAdapter):
    """Queues what allauth wants to send."""

    def deliver(self, message: EmailMessage) -> None:
        email.post(message)
