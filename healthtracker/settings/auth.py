"""Who may sign in and how: e-mail, second factors, sessions, rate limits (allauth)."""

from healthtracker.settings.env import DEMO, PRODUCTION

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "privacy.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupExtras"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.Login",
    "signup": "accounts.sign_in_forms.Signup",
    "reset_password": "accounts.sign_in_forms.ResetPassword",
    "reset_password_from_key": "accounts.sign_in_forms.ResetPasswordKey",
    "add_email": "accounts.sign_in_forms.AddEmail",
    "change_password": "accounts.sign_in_forms.ChangePassword",
    "set_password": "accounts.sign_in_forms.SetPassword",
    "reauthenticate": "accounts.sign_in_forms.Reauthenticate",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# Mailing unknown addresses would let anyone use the reset form to send post to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
# Every other session ends all the same: the session hash depends on the password.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "accounts.models.display"
ACCOUNT_RATE_LIMITS = {
    "change_password": "5/m/user",
    "change_email": "5/h/user",
    "confirm_email": "1/3m/key",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
}
USERSESSIONS_TRACK_ACTIVITY = False

MFA_ADAPTER = "privacy.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Else whoever has a second factor could never change their address; sign-in still demands a
# verified one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.Code",
    "reauthenticate": "accounts.sign_in_forms.CodeAgain",
    "activate_totp": "accounts.sign_in_forms.ActivateApp",
    "add_webauthn": "accounts.sign_in_forms.AddPasskey",
    "edit_webauthn": "accounts.sign_in_forms.RenamePasskey",
}
MFA_TOTP_ISSUER = "Health Tracker"
# Browsers treat http://localhost as secure enough for passkeys; the library needs telling.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Providers and staff must have a second factor; only the local demo lets them in without.
MFA_COMPULSORY = not DEMO
