"""Second-factor secrets are encrypted under the master key."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from privacy.crypto import open_with_master, seal_with_master

PURPOSE = "mfa-secret"


class MFAAdapter(DefaultMFAAdapter):
    """Seals TOTP secrets and recovery-code seeds at rest."""

    def encrypt(self, text: str) -> str:
        """Base64 of the sealed secret."""
        return base64.b64encode(seal_with_master(text.encode(), PURPOSE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Raises: privacy.crypto.Unreadable."""
        return open_with_master(base64.b64decode(encrypted_text), PURPOSE).decode()
