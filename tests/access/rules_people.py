"""Routes about people: sign-in, account, privacy, and the clinicians' rooms."""

from tests.access.rules import FORM, Kind, Rule, row

ACCOUNT = {
    "account/": Rule(Kind.MEMBER),
    "account/preferences/": Rule(Kind.PUBLIC, methods=FORM),
    "account/second-factor/": Rule(Kind.MEMBER),
    "account/licence/": Rule(Kind.MEMBER, methods=FORM),
}
PRIVACY = {
    "privacy/sharing/": Rule(Kind.MEMBER),
    "privacy/sharing/<uuid:link>/end/": Rule(
        Kind.OWNED, row("care_link", "link"), FORM, own_gate=True
    ),
    "privacy/log/": Rule(Kind.MEMBER),
}
PROVIDERS = {
    "provider/": Rule(Kind.PROVIDER),
    "provider/patients/<uuid:patient>/": Rule(
        Kind.LINKED, lambda stage: {"patient": stage.ana.uuid}
    ),
}
PUBLIC_PAGES = (
    "login/", "logout/", "inactive/", "signup/", "confirm-email/", "password/reset/",
    "login/code/confirm/", "password/reset/key/done/", "password/reset/done/",
    "2fa/authenticate/", "2fa/webauthn/login/",
)  # fmt: skip
MEMBER_PAGES = (
    "reauthenticate/", "email/", "password/change/", "password/set/", "2fa/", "2fa/reauthenticate/",
    "2fa/totp/activate/", "2fa/totp/deactivate/", "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/", "2fa/recovery-codes/download/", "2fa/webauthn/",
    "2fa/webauthn/add/", "2fa/webauthn/reauthenticate/", "sessions/",
)  # fmt: skip
# A stranger's key cannot be told from one that never was: the id is looked up among one's own.
KEY_PAGES = ("2fa/webauthn/keys/<int:pk>/remove/", "2fa/webauthn/keys/<int:pk>/edit/")
ABSENT = frozenset({"missing"})  # not everyone has recovery codes, keys or an authenticator
SIGN_IN = {
    **{f"sign-in/{page}": Rule(Kind.PUBLIC) for page in PUBLIC_PAGES},
    **{f"sign-in/{page}": Rule(Kind.MEMBER, also=ABSENT) for page in MEMBER_PAGES},
    **{
        f"sign-in/{page}": Rule(Kind.MEMBER, lambda stage: {"pk": 10**6}, also=ABSENT)
        for page in KEY_PAGES
    },
    r"sign-in/^confirm-email/(?P<key>[-:\w]+)/$": Rule(Kind.PUBLIC),
    r"sign-in/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Rule(Kind.PUBLIC),
}
