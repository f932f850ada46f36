"""System checks: keys that open data, and owned models behind the gate."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from privacy.crypto import master_keys
from privacy.fields import EncryptedTextField
from privacy.ownership import OwnedModel, OwnedQuerySet


@register("security")
def master_keys_are_usable(**kwargs: Any) -> list[CheckMessage]:
    """privacy.E001 when a master key is missing, malformed or not random."""
    try:
        master_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="privacy.E001")]
    return []


@register("models")
def owned_models_are_guarded(**kwargs: Any) -> list[CheckMessage]:
    """privacy.E002 for an owned model whose default manager runs unscoped queries."""
    return [
        Error(f"{model.__name__} has no guarded manager.", obj=model, id="privacy.E002")
        for model in apps.get_models()
        if issubclass(model, OwnedModel)
        and not isinstance(model._default_manager.get_queryset(), OwnedQuerySet)
    ]


@register("models")
def encrypted_models_have_an_owner(**kwargs: Any) -> list[CheckMessage]:
    """privacy.E003 for an encrypted field on a model without an owner."""
    return [
        Error(f"{field} is encrypted but its model has no owner.", obj=model, id="privacy.E003")
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField) and not hasattr(model, "owner")
    ]
