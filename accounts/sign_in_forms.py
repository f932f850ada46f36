"""allauth's forms in our words: one label per field, no placeholder that repeats it."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Current password"),
    "password2": _("The same password again"),
    "name": _("Name of the passkey"),
    "passwordless": _("Sign in with it alone, without a password"),
}
HINTS: dict[str, Promise] = {
    "password1": _("At least 10 characters. Several words in a row are easy to keep in mind."),
    "name": _("So that you can tell your devices apart, for example “Phone”."),
    "passwordless": _("The device then always checks your fingerprint, face or PIN."),
}
# What the columns hold; allauth's own forms leave it to the database to complain.
LONGEST = {"email": 254, "name": 80}


class Plain:
    """Mixed in before a form of allauth."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            if name in LONGEST:
                field.validators.append(MaxLengthValidator(LONGEST[name]))


class Login(Plain, account.LoginForm): ...


class Signup(Plain, account.SignupForm): ...


class ResetPassword(Plain, account.ResetPasswordForm): ...


class ResetPasswordKey(Plain, account.ResetPasswordKeyForm): ...


class AddEmail(Plain, account.AddEmailForm):
    """The address one changes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")


class ChangePassword(Plain, account.ChangePasswordForm): ...


class SetPassword(Plain, account.SetPasswordForm): ...


class Reauthenticate(Plain, account.ReauthenticateForm): ...


class Code(Plain, mfa.AuthenticateForm): ...


class CodeAgain(Plain, mfa.ReauthenticateForm): ...


class ActivateApp(Plain, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Type the code the app shows now")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskey(Plain, webauthn.AddWebAuthnForm): ...


class RenamePasskey(Plain, webauthn.EditWebAuthnForm): ...
