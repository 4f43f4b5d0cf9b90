"""Live charts in JupyterLab: an extension that draws a notebook's figures with Vega, without the network.

A notebook's output is the same wherever it was run: words, a picture, rows, and the chart's specification. In
JupyterLab the extension in `tollbook/jupyter/labextension/` shows such an output with the live chart in the
picture's place, and gives long tables a scroll bar; nothing of that is saved. What the extension needs
besides its own files is made here: Vega from vl-convert, the typeface and colours from Tollbook's theme.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import altair as alt

from tollbook import theme, typeface

SOURCE = Path(__file__).resolve().parent / "jupyter/labextension"
INSTALLED = Path("share/jupyter/labextensions/tollbook")
VEGA = "static/vega.js"
LOOK = "static/look.json"
MADE_WITH = "made-with.json"
EXPORTS = "export { vega, vegaEmbed };"


def install(prefix: Path) -> Path:
    """Put the extension where JupyterLab of the Python environment in `prefix` finds it; return its folder.

    Files that are as they should be are left alone, and each new one appears whole. Vega, which takes a
    second, is made anew only when its version changed. Raises OSError where `prefix` cannot be written.
    """
    folder = prefix / INSTALLED
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file():
            put(folder / path.relative_to(SOURCE), path.read_bytes())
    put(folder / LOOK, json.dumps(look()).encode("utf-8"))
    versions = json.dumps(vega_versions()).encode("utf-8")
    if not has(folder / MADE_WITH, versions) or not (folder / VEGA).is_file():
        put(folder / VEGA, vega_module().encode("utf-8"))
        put(folder / MADE_WITH, versions)
    return folder


def look() -> dict[str, object]:
    """Return what a live chart needs to look like the picture: typeface, and light colours with their dark
    ones.
    """
    return {
        "family": typeface.FAMILY,
        "fonts": typeface.font_face_css(),
        "paper": {"light": theme.LIGHT["paper"], "dark": theme.DARK["paper"]},
        "dark": {theme.LIGHT[use]: theme.DARK[use] for use in theme.COLOURS},
    }


def vega_versions() -> list[str]:
    """Return the versions that decide what `vega_module` returns."""
    import vl_convert

    return [vl_convert.__version__, vegalite_version(), EXPORTS]


def vega_module() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one JavaScript module (0.9 MB) that exports `EXPORTS`."""
    import vl_convert

    return vl_convert.javascript_bundle(EXPORTS, vl_version=vegalite_version())


def vegalite_version() -> str:
    """Return the version of Vega-Lite that altair's specifications are written for: `6.4`."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def has(path: Path, content: bytes) -> bool:
    """Tell whether a file is there and has this content."""
    return path.is_file() and path.read_bytes() == content


def put(path: Path, content: bytes) -> None:
    """Make the file at `path` have this content; at any moment it is whole."""
    if has(path, content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    os.replace(name, path)
