"""The only door to PDF: tagged, and unable to fetch anything the page did not bring along."""

from django.template.loader import render_to_string


class PdfUnavailable(Exception):
    """The libraries PDF needs are not installed; `str()` says which package brings them."""


INSTALL_HINT = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


class FetchRefused(ValueError):
    """A document asked for something outside itself."""


class RefusingFetcher:
    """Fetches nothing: no network, no files, no data URLs."""

    _fail_on_errors = False  # read by WeasyPrint: a refused image is left out, the page is made

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
        """Raises: FetchRefused, always. WeasyPrint then leaves the thing out."""
        raise FetchRefused("Documents may not load anything from outside.")

    __call__ = fetch


def render_pdf(template: str, context: dict[str, object], *, stylesheet: str) -> bytes:
    """`template` as a tagged PDF (PDF/UA-1).

    Args: stylesheet: CSS text. Raises: PdfUnavailable: pango is not installed.
    """
    try:
        import weasyprint  # noqa: PLC0415 - costs seconds, and may be missing its libraries
    except OSError as error:
        raise PdfUnavailable(INSTALL_HINT) from error
    fetcher = RefusingFetcher()
    html = render_to_string(template, context)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    style = weasyprint.CSS(string=stylesheet, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return pdf
