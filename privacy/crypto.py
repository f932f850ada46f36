"""AES-256-GCM with one data key per person, wrapped by a master key from the environment.

A value is `version (1) | data key id (16) | nonce (12) | ciphertext and tag`. The associated data
names table, column and owner, so a ciphertext moved to another row of another person or column
does not open. Deleting a person's data key makes every copy of their data unreadable.
"""

import base64
import binascii
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from privacy.models import DataKey

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
KEY_CACHE_SECONDS = 30
HEADER_BYTES = 1 + 16 + NONCE_BYTES


class Unreadable(Exception):
    """A sealed value did not open: wrong key, other owner or column, or damage."""


@dataclass(frozen=True)
class _Cached:
    key_id: UUID
    key: bytes
    until: float


# Unwrapped keys live here for seconds only, so erasure reaches every process soon.
_by_owner: dict[int, _Cached] = {}
_by_id: dict[UUID, _Cached] = {}


def forget_keys() -> None:
    """Drop every unwrapped key of this process."""
    _by_owner.clear()
    _by_id.clear()


def master_keys() -> list[bytes]:
    """The master keys, newest first.

    Raises: ImproperlyConfigured: none given, or one that is not 32 bytes of base64.
    """
    keys = [_decode_key(text) for text in settings.MASTER_KEYS if text.strip()]
    if not keys:
        raise ImproperlyConfigured("MASTER_KEYS is empty: data at rest cannot be encrypted.")
    return keys


def _decode_key(text: str) -> bytes:
    padded = text.strip() + "=" * (-len(text.strip()) % 4)
    try:
        key = base64.urlsafe_b64decode(padded)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("A key in MASTER_KEYS is not base64.") from error
    if len(key) != KEY_BYTES or len(set(key)) < 8:
        raise ImproperlyConfigured("A key in MASTER_KEYS is not 32 random bytes.")
    return key


def _seal(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)


def seal_with_master(plaintext: bytes, purpose: str) -> bytes:
    """Encrypt something that belongs to no data key (a data key itself, a TOTP secret)."""
    return VERSION + _seal(master_keys()[0], plaintext, purpose.encode())


def open_with_master(sealed: bytes, purpose: str) -> bytes:
    """The plaintext of `seal_with_master`. Raises: Unreadable."""
    for key in master_keys():
        try:
            return _open(key, sealed[1:], purpose.encode())
        except InvalidTag:
            continue
    raise Unreadable(purpose)


def needs_resealing(sealed: bytes, purpose: str) -> bool:
    """Whether something of `seal_with_master` lies under an older key than the first one."""
    try:
        _open(master_keys()[0], sealed[1:], purpose.encode())
    except InvalidTag:
        return True
    return False


def _wrap_purpose(key_id: UUID, owner_id: int) -> str:
    return f"data-key:{key_id}:{owner_id}"


def _remember(row: DataKey) -> _Cached:
    key = open_with_master(bytes(row.wrapped), _wrap_purpose(row.pk, row.owner_id))
    cached = _Cached(row.pk, key, time.monotonic() + KEY_CACHE_SECONDS)
    _by_owner[row.owner_id] = _by_id[row.pk] = cached
    return cached


def _key_of(owner_id: int) -> _Cached:
    cached = _by_owner.get(owner_id)
    if cached and cached.until > time.monotonic():
        return cached
    row = DataKey.objects.filter(owner_id=owner_id).first()
    return _remember(row or _new_key(owner_id))


def _new_key(owner_id: int) -> DataKey:
    row = DataKey(owner_id=owner_id)
    row.wrapped = seal_with_master(os.urandom(KEY_BYTES), _wrap_purpose(row.pk, owner_id))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another process made it first; theirs counts
        return DataKey.objects.get(owner_id=owner_id)
    return row


def _key_named(key_id: UUID) -> bytes:
    cached = _by_id.get(key_id)
    if cached and cached.until > time.monotonic():
        return cached.key
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise Unreadable("the data key was deleted")
    return _remember(row).key


def seal(plaintext: bytes, *, owner_id: int, place: str) -> bytes:
    """Encrypt `plaintext` for one person and one place ("table.column" or a file's kind)."""
    cached = _key_of(owner_id)
    bound_to = f"{place}|{owner_id}".encode()
    return VERSION + cached.key_id.bytes + _seal(cached.key, plaintext, bound_to)


def sealer(*, owner_id: int, place: str) -> Callable[[bytes], bytes]:
    """`seal` for many values of one person and place; keep it for seconds only."""
    cached = _key_of(owner_id)
    bound_to = f"{place}|{owner_id}".encode()
    start = VERSION + cached.key_id.bytes
    encrypt = AESGCM(cached.key).encrypt

    def sealed(plaintext: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return start + nonce + encrypt(nonce, plaintext, bound_to)

    return sealed


def opener(*, owner_id: int, place: str) -> Callable[[bytes], bytes]:
    """`unseal` for many values of one person and place; keep it for seconds only."""
    bound_to = f"{place}|{owner_id}".encode()
    ciphers: dict[bytes, AESGCM] = {}

    def opened(sealed: bytes) -> bytes:
        cipher = ciphers.get(sealed[:17])
        if cipher is None:
            plaintext = unseal(sealed, owner_id=owner_id, place=place)
            ciphers[sealed[:17]] = AESGCM(_key_named(UUID(bytes=sealed[1:17])))
            return plaintext
        try:
            return cipher.decrypt(sealed[17:HEADER_BYTES], sealed[HEADER_BYTES:], bound_to)
        except InvalidTag as error:
            raise Unreadable(place) from error

    return opened


def unseal(sealed: bytes, *, owner_id: int, place: str) -> bytes:
    """The plaintext of `seal`. Raises: Unreadable: wrong owner, place or key, or damage."""
    if len(sealed) <= HEADER_BYTES or sealed[:1] != VERSION:
        raise Unreadable(place)
    key = _key_named(UUID(bytes=sealed[1:17]))
    try:
        return _open(key, sealed[17:], f"{place}|{owner_id}".encode())
    except InvalidTag as error:
        raise Unreadable(place) from error


def file_key(owner_id: int) -> tuple[UUID, bytes]:
    """The id and bytes of the data key that seals new files of `owner_id`."""
    cached = _key_of(owner_id)
    return cached.key_id, cached.key


def file_key_named(key_id: UUID) -> bytes:
    """The data key with that id. Raises: Unreadable: it was deleted."""
    return _key_named(key_id)


def erase_key(owner_id: int) -> None:
    """Delete the person's data key: crypto-erasure of all they ever stored here."""
    DataKey.objects.filter(owner_id=owner_id).delete()
    forget_keys()


def rewrap(row: DataKey) -> bool:
    """Wrap a data key anew under the first master key; False when it already is.

    Raises: Unreadable: no master key given opens it.
    """
    purpose = _wrap_purpose(row.pk, row.owner_id)
    if not needs_resealing(bytes(row.wrapped), purpose):
        return False
    row.wrapped = seal_with_master(open_with_master(bytes(row.wrapped), purpose), purpose)
    row.save(update_fields=["wrapped", "wrapped_at"])
    return True
