"""The style sheet of pages, and the policy that lets nothing else style a page and nothing load into it."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from tollbook import live, theme
from tollbook.tabular import number_columns_css
from tollbook.typeface import page_font_face_css

TEMPLATES = Path(__file__).resolve().parent / "templates"


@functools.lru_cache(maxsize=16)
def style(shown: frozenset[str] = frozenset()) -> str:
    """Return the style sheet of a page: typeface with the letters `shown`, rules, dark palette."""
    sheet = squeezed((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    return "\n".join(
        (
            page_font_face_css(shown),
            sheet,
            number_columns_css(),
            squeezed(live.style()),
            dark_drawings(),
        )
    )


def squeezed(sheet: str) -> str:
    """Return a style sheet without comments and needless white space."""
    sheet = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};]) ?|(:) ", r"\1\2", sheet).replace(";}", "}")


def dark_drawings() -> str:
    """Return the rules that give each colour of a drawing its counterpart on a dark screen."""
    rules = [
        f'[{channel}="{light}"]{{{channel}:{dark}}}'
        for light, dark in sorted(dict(theme.COLOURS.values()).items())
        for channel in ("fill", "stroke")
    ]
    return f"@media screen and (prefers-color-scheme:dark){{.drawing{{{''.join(rules)}}}}}"


def policy(sheet: str, is_live: bool = False) -> str:
    """Return the content security policy: nothing is loaded, only this style sheet applies, and no script
    runs but the one that makes charts live, and Vega.
    """
    scripts = f" script-src {live.script_hash()};" if is_live else ""
    return (
        f"default-src 'none';{scripts} style-src {live.source(sheet)}; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
