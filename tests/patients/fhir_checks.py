"""Reads exported FHIR back through the models of fhir.resources, keeping its decimals."""

import json
import warnings
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fhir.resources.R4B import get_fhir_model_class


def parsed(pieces: Iterable[bytes]) -> Any:
    """The JSON in `pieces`; numbers with a point stay as they were written."""
    return json.loads(b"".join(pieces), parse_float=Decimal)


def validate(resource: dict[str, Any]) -> Any:
    """The resource as its R4B model. Raises ValidationError: not valid FHIR."""
    return get_fhir_model_class(resource["resourceType"]).model_validate_json(
        json.dumps(resource, default=str)
    )


def entries(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """Every resource of a bundle, each validated, and every reference shown to lead somewhere."""
    validate(bundle)
    found = bundle["entry"]
    urls = [entry["fullUrl"] for entry in found]
    assert len(urls) == len(set(urls))
    for reference in _references(bundle):
        assert reference in urls, reference
    for entry in found:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        validate(entry["resource"])
    return [entry["resource"] for entry in found]


def _references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key == "reference" and isinstance(member, str):
                yield member
            else:
                yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)
