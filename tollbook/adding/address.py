"""Which addresses are of one page."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

PORTS = {"http": 80, "https": 443}
TRACKING = ("fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ocid", "ref_src")
"""Parts of a query that say how a reader came to the page, besides `utm_...`."""


def same_page(url: str) -> str:
    """Return what addresses of one page have in common: without the scheme, `www.`, the port that goes
    without saying, the fragment, what tracks readers, and a slash at the end. A text that is no address is
    returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www.").rstrip("."), parts.port
    except ValueError:
        return url
    place = host if port in (None, PORTS.get(parts.scheme.lower())) else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith("utm_") and name.lower() not in TRACKING
    ]
    return place + path + (f"?{urlencode(sorted(query))}" if query else "")
