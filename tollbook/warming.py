"""What the warm process does before its children are made from it.

It imports what notebooks and pages use, and does once what takes time when first done. It reads no file of
the project: what a child finds in a cache of the package is of its own project, or of the package itself.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import sys
from types import ModuleType

# The parts of a kernel that it imports when it starts or runs its first cell.
KERNEL = """
    ipykernel_launcher ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell ipykernel.debugger
    IPython.core.completer IPython.core.completerlib IPython.core.debugger IPython.core.oinspect
    IPython.core.ultratb IPython.extensions.storemagic sqlite3 tornado.platform.asyncio tornado.queues
    encodings.ascii encodings.idna encodings.latin_1 numpy.random vl_convert pyarrow.acero
"""
# What drives a batch, needs an optional library, or is a program: no notebook and no page imports it.
LEFT_OUT = """
    __main__ asked batch cli cluster commands execute forked kernels lab lab_charts lab_claims large local
    numberwords provisioner remote runner verify warm warming
"""


SET: dict[str, str] = {}
"""What imports have set in the environment (debugpy does): a child has it as if it had imported them."""


def warm_up() -> None:
    """Import what children need, and do what takes time when first done. No chart is drawn."""
    before = dict(os.environ)
    for name in (*KERNEL.split(), *own_modules()):
        with contextlib.suppress(Exception):  # a child that needs it says so
            importlib.import_module(name)
    do_first_things()
    SET.update({name: value for name, value in os.environ.items() if before.get(name) != value})
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType):  # a warning that was shown here is shown in a child again
            vars(module).pop("__warningregistry__", None)


def own_modules() -> list[str]:
    """Return the modules of this package that notebooks and pages use."""
    import tollbook

    found = [module.name for module in pkgutil.walk_packages(tollbook.__path__, "tollbook.")]
    left_out = tuple(LEFT_OUT.split())
    return [name for name in found if name.split(".")[1] not in left_out and ".large" not in name]


def do_first_things() -> None:
    """Make a table and a chart's specification: much of pandas and altair is imported only then."""
    import altair as alt
    import pandas as pd

    from tollbook import dates, lettering, report, typeface

    days = pd.to_datetime(["2026-01-31", "2026-02-01"], utc=True).tz_convert("Asia/Tokyo")
    rows = pd.DataFrame({"name": ["a", "b"], "count": pd.array([1, None], "Int64"), "day": days})
    rows.merge(rows, on="name").sort_values("name").to_csv()
    rows.groupby("name", as_index=False).agg({"count": "max"}).set_index("name").to_dict()
    rows["name"].str.cat(sep=" ").strip()
    chart = alt.Chart(rows).mark_bar().encode(x="count:Q", y="name:N", tooltip=["utcyearmonthdate(day):T"])
    alt.layer(chart, chart.mark_text().encode(text="name")).properties(title="a").to_dict()
    report.prepare()
    dates.country_zones()
    for style in typeface.WEIGHTS:
        lettering.widths(style)
