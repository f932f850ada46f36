"""Parts of the shell that are rendered once: everybody sees their own, in their own language."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests import people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def _token(text: str) -> list[str]:
    return [piece.split('"')[0] for piece in text.split('name="csrfmiddlewaretoken" value="')[1:]]


def test_every_form_of_a_page_carries_the_token_of_that_request(
    client_for: SignIn, ana: User, bruno: User
) -> None:
    seen = []
    for who in (ana, bruno, ana):
        text = client_for(who).get("/today/").content.decode()
        tokens = _token(text)
        assert len(tokens) >= 5
        assert all(len(token) == 64 for token in tokens)
        assert "hole-of" not in text
        seen.append(set(tokens))
    assert not seen[0] & seen[1]


def test_the_way_back_is_that_of_the_page_not_of_who_came_first(
    client_for: SignIn, ana: User
) -> None:
    client = client_for(ana)
    client.get("/readings/")
    text = client.get("/timeline/?text=%22%3Cb%3E").content.decode()
    assert 'name="next" value="/timeline/?text=%22%3Cb%3E"' in text
    assert 'name="next" value="/readings/"' not in text


def test_languages_and_rooms_do_not_mix(client_for: SignIn, ana: User) -> None:
    english = client_for(ana).get("/today/").content.decode()
    sofia = people.person("Sofía Ruiz", language="es")
    spanish = client_for(sofia).get("/today/").content.decode()
    assert ">Sharing<" in english
    assert ">Sharing<" not in spanish
    assert 'href="/readings/" aria-current="page"' not in english
    readings = client_for(ana).get("/readings/").content.decode()
    assert 'href="/readings/" aria-current="page"' in readings


def test_the_quick_form_starts_from_each_ones_own_last_unit(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    first = client.get("/today/?log=body_weight").content.decode()
    ids = [text.split('name="entry_id" value="')[1][:36] for text in (first,)]
    again = client.get("/today/?log=body_weight").content.decode()
    assert again.split('name="entry_id" value="')[1][:36] not in ids
