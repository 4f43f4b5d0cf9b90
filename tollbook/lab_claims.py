"""The claims behind a number that a reader in JupyterLab chooses.

The extension in `tollbook/jupyter/labextension/` asks the notebook's kernel for `behind`, with the notebook's
own `run` and `out_dir`.
"""

from __future__ import annotations

import os

import pandas as pd

from tollbook import evidence
from tollbook.figure import Table
from tollbook.parameters import Run
from tollbook.paths import resolve

COLUMNS = {
    "figure": "As worded",
    "counted": "Who or what",
    "who": "Who says so",
    "outlet": "Outlet",
    "when": "When",
    "url": "Page",
}
UNKNOWN = "The tables hold no claim for this number: run the notebook again."


def behind(address: str, run: Run, out_dir: str | os.PathLike[str]) -> Table:
    """Return the claims that a number leads to, as far as they could be known at the run's moment.

    address: as in the link, `claims-<statement_id>+...`. Raises FileNotFoundError where a table is missing.
    """
    known = evidence.read(resolve("data/raw"), resolve(out_dir), run.event, run.moment, run.rule)
    number = known.resolve([address]).get(address)
    if number is None:
        return Table("claims", UNKNOWN, pd.DataFrame(columns=list(COLUMNS.values())))
    claims = pd.DataFrame([known.claim(row) for row in number.rows])
    claims["who"] += claims["repeats"].map(repeated)
    return Table("claims", number.label, claims[list(COLUMNS)].rename(columns=COLUMNS))


def repeated(origin: str) -> str:
    """Return in words whose figure a page carries without naming them; nothing where it names them."""
    return f"; the figure of {origin}" if origin else ""
