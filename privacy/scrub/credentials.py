"""Secrets by their shape: keys of vendors, signed tokens, cookies, passwords said in passing."""

import re
from typing import Final

from privacy.scrub.lexicon import HINTS
from privacy.scrub.spans import Kind, Span, add
from privacy.scrub.views import View

_TOKEN: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"eyJ[\w-]{8,}(?:\.[\w-]*){0,4}"
    r"|(?:sk|pk|rk)[-_](?:live|test|proj|ant|svcacct|admin|or)?[-_]?[\w-]{12,}"
    r"|whsec_[A-Za-z0-9+/=]{8,}"
    r"|xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}"
    r"|(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}"
    r"|SG\.[\w-]{8,}(?:\.[\w-]+)?"
    r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}"
    r"|AIza[\w-]{20,}|ya29\.[\w-]{10,}|GOCSPX-[\w-]{10,}"
    r"|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|hf_[A-Za-z0-9]{16,}|dop_v1_[a-f0-9]{20,}|shp(?:at|ss"
    r"|ca)_[a-fA-F0-9]{16,}"
    r"|key-[a-f0-9]{24,}|AC[a-f0-9]{32}|SK[a-f0-9]{32}|EAA[A-Za-z0-9]{30,}|gsk_\w{16,}|r8_\w{16,}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|(?:pi|seti|cs)_\w{6,}_secret_\w{6,}|(?:pbkdf2_sha256|argon2|bcrypt_sha256"
    r"|scrypt)\$[^\s\"',;)]{16,}|\$2[aby]\$\d\d\$[./A-Za-z0-9]{40,}"
    r"|v\d:[A-Za-z0-9+/]{40,}={0,2}|gAAAAA[\w-]{20,}={0,2}|otpauth:[^\s\"'<>]{6,}"
    r")"
)
_TOKEN_WORDS: Final = HINTS["TOKENS"]
_SCHEMES: Final = HINTS["SCHEMES"]
_PASSWORDS: Final = HINTS["PASSWORDS"]
_CODES: Final = frozenset({"code", "codigo", "otp", "pin", "passcode"})
_SECRETS: Final = HINTS["SECRETS"]
_TOKEN_START: Final = re.compile(
    r"eyJ|A(?:K|S|R|I|B|C)[A-Za-f0-9]{3}|SK[a-f0-9]{6}|EAA|gAAAAA|AIza"
)
_SCHEME: Final = re.compile(
    r"(?<![\w])(?:bearer|basic|token|digest|apikey|negotiate|hmac|auth plain|auth login)[ +]"
    r"(?P<secret>[a-z0-9][\w.~+/=:-]{7,})"
)
_PRIVATE_KEY: Final = re.compile(
    r"-----begin [a-z0-9 ]{0,40}-----(?:(?!-----end)[\s\S]){0,8192}+(?:-----end"
    r" [a-z0-9 ]{0,40}-----)?"
)
_SPOKEN: Final = re.compile(
    r"(?<!\w)(?:password|passwd|pwd|passphrase|contrasena|clave(?: de acceso)?|pin|passcode)\s"
    r"(?:is|was|es|era|to|a|of|de|set to)?\s?[:=]?\s?"
    r"(?P<quote>[\"'])?(?P<secret>[^\s\"'<>,;]{4,64})"
)
_RUN: Final = re.compile(r"[A-Za-z0-9_-]{12}(?<![A-Za-z0-9_-]{13})[A-Za-z0-9+/=_-]{4,}")
_LONG: Final = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w.])")
_RESET: Final = re.compile(
    r"/(?:[a-z]{1,8}[-_])?(?P<secret>[a-z0-9_-]{1,12}-[a-z0-9]{5,8}-[a-f0-9]{20,}"
    r"|[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{23,}|[A-Za-z0-9]{1,12}:[\w-]{4,}:[\w-]{20,})(?=[/\s\"'?]|$)"
)
_SIGNED: Final = re.compile(r"(?<![\w/])[\w-]{1,120}:[A-Za-z0-9]{5,8}:[\w-]{27,}(?!\w)")
_NAMED: Final = re.compile(
    r"(?<!\w)(?:sessions?|sessionid|sid|csrf|csrftoken|xsrf|cookie|nonce|api key|apikey|key|token"
    r"|secret)"
    r"(?: (?:id|key|token|is|was|value|header|provided))?[ :=#\"'`(]{1,3}"
    r"(?P<secret>[A-Za-z0-9][\w-]{11,})",
    re.IGNORECASE,
)
_BASE32: Final = re.compile(r"(?=[A-Z]*\d)[A-Z2-7]{16,}=*")
_ONE_TIME: Final = re.compile(
    r"(?<!\w)(?:your|su|tu|verification|login|security|one-time|confirmation|access|sms|de"
    r" verificacion|de acceso|de seguridad)"
    r" (?:code|codigo|otp|pin|passcode)(?: is| es)?[: ]{1,2}(?P<secret>\d{3}[ -]?\d{3}|\d{4,8})"
    r"(?!\w)"
    r"|(?<!\w)codigo de (?:verificacion|acceso|seguridad)(?: es)?[: ]{1,2}"
    r"(?P<otro>\d{3}[ -]?\d{3}|\d{4,8})(?!\w)"
)
_CONFIRM: Final = re.compile(
    r"/(?P<secret>[A-Za-z0-9_-]{1,12}:[A-Za-z0-9]{4,8}:[\w-]{12,}"
    r"|[0-9a-zA-Z]{1,6}-[a-z0-9]{5,8}-[0-9a-f]{16,})"
)
_KEPT: Final = re.compile(
    r"req_|evt_|msg_|chatcmpl-|resp_|toolu_|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$"
    r"|sha\d{1,3}-",
    re.IGNORECASE,
)
_HASH_BEFORE: Final = re.compile(
    r"(?:commit|sha-?\d{0,3}|digest|hash|etag|checksum|md5|blob|tree|rev|image|version"
    r"|build)\W{1,3}(?:sha256:)?$"
)


def find(view: View, out: list[Span]) -> None:
    """Add tokens, keys, password hashes, long random strings and passwords told in words."""
    text, low = view.text, view.low
    if not _TOKEN_WORDS.isdisjoint(view.words) or _TOKEN_START.search(text):
        add(out, Kind.TOKEN, _TOKEN.finditer(text))
    if "-----begin" in low:
        add(out, Kind.TOKEN, _PRIVATE_KEY.finditer(low))
    for match in _SCHEME.finditer(low) if not _SCHEMES.isdisjoint(view.words) else ():
        secret = text[slice(*match.span("secret"))]
        if any(c.isdigit() for c in secret) or not secret.islower():
            out.append((*match.span("secret"), Kind.TOKEN))
    if not _PASSWORDS.isdisjoint(view.words):
        _spoken(text, low, out)
    if not _CODES.isdisjoint(view.words):
        out.extend((*m.span(m.lastgroup or 0), Kind.TOKEN) for m in _ONE_TIME.finditer(low))
    if not _SECRETS.isdisjoint(view.words):
        add(out, Kind.TOKEN, filter(_random_enough, _NAMED.finditer(text)), "secret")
    if _RUN.search(text):
        _unnamed(text, low, out)


def _random_enough(match: re.Match[str]) -> bool:
    secret = match["secret"]
    digits = sum(c.isdigit() for c in secret)
    if _BASE32.fullmatch(secret):
        return True
    return 3 <= digits < len(secret) and not _KEPT.match(secret)


def _unnamed(text: str, low: str, out: list[Span]) -> None:
    """Random strings without a key: in paths, signed values, anywhere."""
    if "/" in text:
        for pattern in (_RESET, _CONFIRM):
            for match in pattern.finditer(text):
                secret = match["secret"]
                if not _KEPT.match(secret) and (
                    sum(c.isdigit() for c in secret) >= 4 or ":" in secret
                ):
                    out.append((*match.span("secret"), Kind.TOKEN))
    if ":" in text:
        add(out, Kind.TOKEN, _SIGNED.finditer(text))
    for match in _LONG.finditer(text):
        _random(text, low, match, out)


def _spoken(text: str, low: str, out: list[Span]) -> None:
    """`the password is hunter2`: only what does not read as an ordinary word."""
    for match in _SPOKEN.finditer(low):
        start, end = match.span("secret")
        secret = text[start:end].rstrip(".!)")
        if (
            match["quote"]
            or (any(c.isdigit() for c in secret) and not secret.isdigit())
            or (secret.isdigit() and "pin" in match.group())
        ):
            out.append((start, start + len(secret), Kind.PASSWORD))


def _random(text: str, low: str, match: re.Match[str], out: list[Span]) -> None:
    """A long run that mixes digits with letters as words and paths do not."""
    found = match.group()
    if _KEPT.match(found) or _HASH_BEFORE.search(low, max(0, match.start() - 20), match.start()):
        return
    digits = sum(c.isdigit() for c in found)
    lower = sum(c.islower() for c in found)
    upper = len(found) - digits - lower - sum(found.count(c) for c in "+/_-=")
    mixed = digits >= 2 and lower >= 4 and upper >= 4
    opaque = digits >= 5 and lower + upper >= 5 and len(found) >= 32 and found.isalnum()
    if mixed or opaque:
        out.append((match.start(), match.end(), Kind.TOKEN))
