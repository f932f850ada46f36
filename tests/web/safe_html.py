"""What a page may hold of untrusted text: an allow-list, checked as a browser parses it."""

import re

import html5lib

LINKS = {"V12": "/readings/12/", "L3.2": "/labs/3/?row=2&x=1", "P": "/profile/"}
ALLOWED = {
    "p": {"class"}, "br": set(), "hr": set(), "strong": set(), "em": set(), "code": set(),
    "pre": set(), "blockquote": set(), "ul": set(), "ol": {"start"}, "li": set(),
    "a": {"href", "rel", "class", "title", "aria-label"},
    "h3": set(), "h4": set(), "h5": set(), "h6": set(),
    "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": {"class"},
    "td": {"class"}, "span": {"class", "title"},
}  # fmt: skip
CLASSES = {"citation", "external", "align-right", "align-center", "cut", "unverified"}


def violations(html: str) -> list[str]:
    """Everything in the fragment, parsed as a browser does, that is not on the allow-list."""
    page = f"<!doctype html><body><div>{html}</div><p id=after>"
    body = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).find("body")
    found = [] if [child.tag for child in body] == ["div", "p"] else ["what follows is swallowed"]
    if [text for text in (body.text, *(child.tail for child in body)) if text]:
        found.append("text fell out")
    fragment = body[0]
    for element in fragment.iter():
        if not isinstance(element.tag, str):
            found.append("comment")
        elif element is not fragment:
            allowed = ALLOWED.get(element.tag)
            if allowed is None:
                found.append(f"tag {element.tag}")
                continue
            found += [f"{element.tag} {name}" for name in element.attrib if name not in allowed]
            found += [f"class {c}" for c in element.get("class", "").split() if c not in CLASSES]
            if element.tag == "a":
                found += bad_link(element.get("href", ""), element.get("rel", ""))
    return found


def bad_link(href: str, rel: str) -> list[str]:
    if href in LINKS.values() or href.startswith("mailto:"):
        return []
    if (
        re.match(r"https?://[^@/?#\\]+([/?#]|$)", href, re.IGNORECASE)
        and rel == "noopener noreferrer nofollow"
    ):
        return []
    return [f"link to {href}"]
