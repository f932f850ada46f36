"""Routes of pictures over time that are not one type's own page."""

from tests.access.rules import Kind, Rule

TRENDS = {"readings/together/": Rule(Kind.MEMBER)}
