"""Countries people may choose, by ISO 3166-1 code."""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

NAMES = {
    "AR": _("Argentina"), "AU": _("Australia"), "AT": _("Austria"), "BE": _("Belgium"),
    "BO": _("Bolivia"), "BR": _("Brazil"), "BG": _("Bulgaria"), "CA": _("Canada"),
    "CL": _("Chile"), "CN": _("China"), "CO": _("Colombia"), "CR": _("Costa Rica"),
    "HR": _("Croatia"), "CU": _("Cuba"), "CY": _("Cyprus"), "CZ": _("Czechia"),
    "DK": _("Denmark"), "DO": _("Dominican Republic"), "EC": _("Ecuador"), "EG": _("Egypt"),
    "SV": _("El Salvador"), "GQ": _("Equatorial Guinea"), "EE": _("Estonia"), "FI": _("Finland"),
    "FR": _("France"), "DE": _("Germany"), "GR": _("Greece"), "GT": _("Guatemala"),
    "HN": _("Honduras"), "HK": _("Hong Kong"), "HU": _("Hungary"), "IS": _("Iceland"),
    "IN": _("India"), "ID": _("Indonesia"), "IE": _("Ireland"), "IL": _("Israel"),
    "IT": _("Italy"), "JP": _("Japan"), "KE": _("Kenya"), "LV": _("Latvia"),
    "LI": _("Liechtenstein"), "LT": _("Lithuania"), "LU": _("Luxembourg"), "MY": _("Malaysia"),
    "MT": _("Malta"), "MX": _("Mexico"), "MA": _("Morocco"), "NL": _("Netherlands"),
    "NZ": _("New Zealand"), "NI": _("Nicaragua"), "NG": _("Nigeria"), "NO": _("Norway"),
    "PA": _("Panama"), "PY": _("Paraguay"), "PE": _("Peru"), "PH": _("Philippines"),
    "PL": _("Poland"), "PT": _("Portugal"), "PR": _("Puerto Rico"), "RO": _("Romania"),
    "RS": _("Serbia"), "SG": _("Singapore"), "SK": _("Slovakia"), "SI": _("Slovenia"),
    "ZA": _("South Africa"), "KR": _("South Korea"), "ES": _("Spain"), "SE": _("Sweden"),
    "CH": _("Switzerland"), "TW": _("Taiwan"), "TH": _("Thailand"), "TR": _("Türkiye"),
    "UA": _("Ukraine"), "AE": _("United Arab Emirates"), "GB": _("United Kingdom"),
    "US": _("United States"), "UY": _("Uruguay"), "VE": _("Venezuela"), "VN": _("Vietnam"),
}  # fmt: skip


def choices() -> list[tuple[str, str]]:
    """(code, name) in the order of the active language, an empty choice first."""
    named = [(code, str(name)) for code, name in NAMES.items()]
    return [("", "—"), *sorted(named, key=lambda pair: slugify(pair[1]))]
