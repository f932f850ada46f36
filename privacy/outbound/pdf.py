"""The only door to PDF: tagged, and unable to fetch anything the page did not bring along."""

from typing import Any

from django.template.loader import render_to_string


class PdfUnavailable(Exception):
    """The libraries PDF needs are not installed; `str()` says which package brings them."""


INSTALL_HINT = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
VARIANT = "pdf/ua-1"
SVG = "{http://www.w3.org/2000/svg}"


class TooLong(Exception):
    """A document has more pages than it may have."""


class FetchRefused(ValueError):
    """A document asked for something outside itself."""


class RefusingFetcher:
    """Fetches nothing: no network, no files, no data URLs."""

    _fail_on_errors = False  # read by WeasyPrint: a refused image is left out, the page is made

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
        """Raises: FetchRefused, always. WeasyPrint then leaves the thing out."""
        raise FetchRefused("Documents may not load anything from outside.")

    __call__ = fetch


def render_pdf(
    template: str, context: dict[str, object], *, stylesheet: str, most_pages: int | None = None
) -> bytes:
    """`template` as a tagged PDF (PDF/UA-1).

    Args: stylesheet: CSS text. Raises: PdfUnavailable: pango is not installed. TooLong: it would
    have more than `most_pages` pages.
    """
    try:
        import weasyprint  # noqa: PLC0415 - costs seconds, and may be missing its libraries
    except OSError as error:
        raise PdfUnavailable(INSTALL_HINT) from error
    fetcher = RefusingFetcher()
    html = render_to_string(template, context)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    for drawing in page.etree_element.iter(f"{SVG}svg"):
        _put_into_words(drawing)
    style = weasyprint.CSS(string=stylesheet, url_fetcher=fetcher)
    options = weasyprint.DEFAULT_OPTIONS | {"stylesheets": [style], "pdf_variant": VARIANT}
    document = page.render(**options)
    if most_pages is not None and len(document.pages) > most_pages:
        raise TooLong(len(document.pages))
    pdf: bytes = document.write_pdf(**options)
    return pdf


def _put_into_words(drawing: Any) -> None:
    """Give a drawing the title that becomes its alternative text: all it says about itself.

    A sign without words of its own, as in a legend, is called what stands beside it.
    """
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    words = [part.text for part in (title, description) if part is not None and part.text]
    if title is None:
        title = drawing.makeelement(f"{SVG}title", {})
        drawing.insert(0, title)
    title.text = ". ".join(words) or drawing.get("aria-label") or (drawing.tail or "").strip()
