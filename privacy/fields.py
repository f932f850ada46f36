"""Model fields whose database value only the owner's data key opens.

The model must have an `owner`. Decryption happens when the attribute is read, so rows can be
listed without touching keys, and `values()` gives only sealed bytes.
"""

import json
from typing import Any

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from privacy.crypto import seal, unseal


class Sealed:
    """Ciphertext on its way from the database to the first reader."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<sealed>"


class SealedAttribute(DeferredAttribute):
    """Opens the value on first access and keeps it on the instance."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        opened = self.field.unsealed(value, instance)
        instance.__dict__[self.field.attname] = opened
        return opened

    def __set__(self, instance: Any, value: Any) -> None:
        # Being a data descriptor is what lets `__get__` see a value already on the instance.
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Free text at rest only as ciphertext; `""` is stored sealed too."""

    descriptor_class = SealedAttribute
    empty_values: Any = [None, "", [], {}]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    @property
    def place(self) -> str:
        """The associated data's "table.column"."""
        return f"{self.model._meta.db_table}.{self.column}"

    def to_bytes(self, value: Any) -> bytes:
        """`value` as bytes."""
        return str(value).encode("utf-8")

    def from_bytes(self, data: bytes) -> Any:
        """The value of `to_bytes`."""
        return data.decode("utf-8")

    def unsealed(self, value: Sealed, instance: Any) -> Any:
        """Decrypt for the instance's owner. Raises: privacy.crypto.Unreadable."""
        return self.from_bytes(unseal(value.data, owner_id=instance.owner_id, place=self.place))

    def sealed(self, value: Any, owner_id: int) -> Sealed:
        """`value` encrypted for one owner."""
        return Sealed(seal(self.to_bytes(value), owner_id=owner_id, place=self.place))

    def _check_str_default_value(self) -> list[Any]:
        return []  # text is the right default: bytes only exist sealed

    def get_default(self) -> Any:
        return self.default() if callable(self.default) else self.default

    def to_python(self, value: Any) -> Any:
        return value

    def from_db_value(self, value: Any, *args: Any) -> Any:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        raw = model_instance.__dict__.get(self.attname)
        if raw is None or isinstance(raw, Sealed):
            return raw
        return self.sealed(raw, model_instance.owner_id)  # type: ignore[attr-defined]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.place} is encrypted: save it through an instance.")
        return connection.Database.Binary(value.data)

    def get_lookup(self, lookup_name: str) -> Any:
        """Encrypted values cannot be searched; only NULL can be told apart."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        return "sealed"

    def formfield(self, **kwargs: Any) -> Any:
        limit = {"max_length": self.max_length} if self.max_length else {}
        widget = {} if self.max_length and self.max_length <= 200 else {"widget": forms.Textarea}
        options = {"required": not self.blank, "label": self.verbose_name, **limit, **widget}
        return forms.CharField(**{**options, "help_text": self.help_text, **kwargs})


class EncryptedJSONField(EncryptedTextField):
    """A JSON value at rest only as ciphertext."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def from_bytes(self, data: bytes) -> Any:
        return json.loads(data)


def sealed_value(instance: models.Model, name: str, value: Any) -> Sealed:
    """`value` sealed for `instance`'s owner and field `name`, ready for `QuerySet.update`."""
    field = instance._meta.get_field(name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{name} is not an encrypted field.")
    return field.sealed(value, instance.owner_id)  # type: ignore[attr-defined]
