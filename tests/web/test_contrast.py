"""Every pair of colours people read is legible in both schemes (WCAG 2.2, 1.4.3 to 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS: dict[str, tuple[str, str]] = {
    name: (light, dark) for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text())
}
SCHEMES = ["light", "dark"]
SURFACES = ["surface", "raised", "sunken"]
STATES = ["in-range", "watch", "out", "critical"]

BODY = [("text", surface) for surface in [*SURFACES, "accent-soft"]]
BODY += [("text", f"{state}-soft") for state in STATES]
WORDS = [(word, surface) for word in ["muted", "accent", *STATES] for surface in SURFACES]
WORDS += [(state, f"{state}-soft") for state in STATES]
WORDS += [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("muted", "accent-soft"),
    ("on-critical", "critical-fill"),
    ("accent", "critical-soft"),
    ("accent", "watch-soft"),
]
SIGNS = [(sign, surface) for sign in ["line-strong", "focus"] for surface in ["surface", "raised"]]
SIGNS += [(line, "raised") for line in ["chart-line", "chart-second", "chart-target"]]
SIGNS += [(line, "chart-band") for line in ["chart-line", "chart-second", "chart-target"]]


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" by the WCAG formula."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, scheme: str) -> float:
    index = SCHEMES.index(scheme)
    light, dark = sorted(
        [luminance(TOKENS[one][index]), luminance(TOKENS[other][index])], reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_standard() -> None:
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21)
    assert luminance("#767676") == pytest.approx(0.1812, abs=0.0005)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("word", "surface"), BODY)
def test_body_text_is_legible_to_tired_eyes(word: str, surface: str, scheme: str) -> None:
    assert contrast(word, surface, scheme) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("word", "surface"), WORDS)
def test_every_word_is_legible(word: str, surface: str, scheme: str) -> None:
    assert contrast(word, surface, scheme) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("sign", "surface"), SIGNS)
def test_every_sign_and_frame_can_be_seen(sign: str, surface: str, scheme: str) -> None:
    assert contrast(sign, surface, scheme) >= 3


def test_colours_live_only_in_the_tokens() -> None:
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            assert not colour.search(sheet.read_text()), sheet.name


def test_every_token_in_use_exists() -> None:
    sheets = [sheet.read_text() for sheet in CSS.glob("*.css")]
    known = {name for sheet in sheets for name in re.findall(r"(--[\w-]+):", sheet)}
    used = {name for sheet in sheets for name in re.findall(r"var\((--[\w-]+)", sheet)}
    assert used <= known
