"""The one gate to owned rows: no query runs that has not said on whose behalf.

`visible_to(user)` is the rule: one's own rows, and those a patient shares by a live care link.
`editable_by(user)`: one's own only. `unscoped(reason)`: jobs and staff, greppable by reason.
Anything else raises `Unscoped` when it would touch the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.sql import Query
from django.http import Http404

from accounts.models import User
from privacy import audit
from privacy.consent import patients_sharing

Row = TypeVar("Row", bound="OwnedModel")

_system: ContextVar[str] = ContextVar("system_scope", default="")

# Everything through which a queryset reaches the database.
GUARDED = (
    "_fetch_all", "iterator", "aiterator", "count", "exists", "aggregate", "update", "delete",
    "resolve_expression", "explain", "_raw_delete", "_update", "contains", "raw",
)  # fmt: skip


class Unscoped(Exception):
    """A query on owned rows that did not say on whose behalf it runs: a programming error."""


@contextmanager
def system_scope(reason: str) -> Iterator[None]:
    """Let Django's own checks (uniqueness) read without a person; never for pages."""
    token = _system.set(reason)
    try:
        yield
    finally:
        _system.reset(token)


def _guarded(name: str) -> Any:
    def method(self: "OwnedQuerySet[Any]", *args: Any, **kwargs: Any) -> Any:
        if not (self.scope or _system.get()):
            raise Unscoped(
                f"{self.model.__name__}.{name}: use visible_to, editable_by or unscoped."
            )
        return getattr(super(OwnedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    return method


class OwnedQuery(Query):
    """The last door: `Exists(rows)` and `Subquery(rows)` take the query and ask no queryset."""

    scope: str = ""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's. Raises: Unscoped: the SQL would be built for nobody."""
        if not (self.scope or _system.get()):
            raise Unscoped(f"{self.model}: a subquery must be scoped too.")
        return super().get_compiler(*args, **kwargs)


class OwnedQuerySet(models.QuerySet[Row]):
    """A queryset that refuses to run until it is scoped."""

    scope: str = ""

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any) -> None:
        super().__init__(model=model, query=query or OwnedQuery(model), **kwargs)

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.scope = self.scope
        return clone

    def _scoped(self, scope: str) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]
        clone.scope = clone.query.scope = scope
        return clone  # type: ignore[no-any-return]

    def _combined(self, other: Any) -> None:
        # Rows of an unscoped side would otherwise ride on the scope of the other.
        if not (self.scope and getattr(other, "scope", "")):
            raise Unscoped(f"{self.model.__name__}: combine only querysets that are both scoped.")

    def __or__(self, other: Any) -> Self:
        self._combined(other)
        return super().__or__(other)  # type: ignore[no-any-return, misc]

    def __xor__(self, other: Any) -> Self:
        self._combined(other)
        return super().__xor__(other)  # type: ignore[no-any-return, misc]

    def union(self, *other_qs: Any, all: bool = False) -> Self:  # noqa: A002 - Django's
        """As Django's, of querysets that are all scoped. Raises: Unscoped."""
        for other in other_qs:
            self._combined(other)
        return super().union(*other_qs, all=all)  # type: ignore[return-value]

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows `user` may read: their own, and those shared with them by a live care link."""
        if not isinstance(user, User) or not user.is_active:
            return self._scoped("nobody").none()
        rule = Q(owner=user)
        category = self.model.consent_category
        if category and user.is_provider:
            rule |= Q(owner__in=patients_sharing(user, category))
        return self._scoped("visible").filter(rule)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Rows `user` may change: their own."""
        if not isinstance(user, User) or not user.is_active:
            return self._scoped("nobody").none()
        return self._scoped("editable").filter(owner=user)

    def unscoped(self, reason: str) -> Self:
        """All rows, for a job or a staff page that states its `reason`."""
        if not reason:
            raise Unscoped("unscoped() needs a reason.")
        return self._scoped(f"unscoped: {reason}")

    def of(self, owner: User) -> Self:
        """Narrow to one person's rows; says nothing about who may read them."""
        return self.filter(owner=owner)


for _name in GUARDED:
    setattr(OwnedQuerySet, _name, _guarded(_name))


def guarded_manager(queryset: type[OwnedQuerySet[Any]] = OwnedQuerySet) -> Any:
    """The manager of an owned model. Any, since each model's rows are of its own type."""
    return queryset.as_manager()


class OwnedModel(models.Model):
    """A row that belongs to one person. Without an owner it would be nobody's."""

    # The category a care link must hold for a provider to read it; "" is never shared.
    consent_category: str = ""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        abstract = True
        base_manager_name = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def validate_constraints(self, exclude: Any = None) -> None:
        """Uniqueness is checked across people, so Django may look without a person."""
        with system_scope("unique check"):
            super().validate_constraints(exclude=exclude)

    def validate_unique(self, exclude: Any = None) -> None:
        """As `validate_constraints`."""
        with system_scope("unique check"):
            super().validate_unique(exclude=exclude)


def find(queryset: "OwnedQuerySet[Row]", user: User, **lookup: Any) -> Row:
    """The one row of a scoped `queryset` that matches, as seen by `user`.

    Raises: Http404: missing or not theirs, with the same answer; a row of somebody else leaves a
    denial in its owner's access log.
    """
    row = queryset.filter(**lookup).first()
    if row is not None:
        return row
    model = queryset.model
    foreign = model.objects.unscoped("denial audit").filter(**lookup).exclude(owner=user).first()
    if foreign is not None:
        audit.record("denied", actor=user, subject=foreign.owner, obj=foreign, outcome="denied")
    raise Http404
