"""The notebooks' parameters, from their parameters cells, and the keys of `notebooks/batch.yml`."""

from __future__ import annotations

from typing import Any

from tollbook.batch import PAGE, literal
from tollbook.page_plan import BEGINNING, FOLDED, LEFT_OUT, RENAMED, SHOWN, TITLED
from tollbook.paths import resolve
from tollbook.referring.markdown import code, plain, table, with_code

BATCH_KEYS = {
    "notebooks": "a list of the notebooks to run, in this order, by name without `.ipynb`",
    "runs": "a list of runs, one page each: `{event: E, as_of: T}` and any other parameter of the notebooks",
    PAGE: "a list of sections: what stands where on a page; without it the page follows the notebooks",
}
PAGE_KEYS = {
    TITLED: "the heading of a section of the page",
    SHOWN: "a list of what the section shows: `- NOTEBOOK: HEADING`, or the slug of a figure or a table",
    FOLDED: "the same, for what the reader opens",
    RENAMED: 'beside `NOTEBOOK: HEADING`: another heading for it on the page, `""` for none',
    LEFT_OUT: "in place of a section: a list of what stays in the notebooks",
    BEGINNING: "as a heading: what stands between a notebook's title and its first section",
}


def notebooks() -> dict[str, list[dict[str, Any]]]:
    """Return the parameters of each notebook of the project, in the order of their names: `name`,
    `inferred_type_name`, `default` and `help`, as papermill reads them.
    """
    import papermill

    from tollbook.normalise import normalise, read_notebook

    return {
        path.stem: list(papermill.inspect_notebook(normalise(read_notebook(path))).values())
        for path in sorted(resolve("notebooks").glob("*.ipynb"))
    }


def notebook_heading(name: str) -> str:
    """Return the heading of a notebook."""
    return f"`notebooks/{name}.ipynb`"


def notebook_section(name: str, parameters: list[dict[str, Any]]) -> str:
    """Return what the reference says of a notebook's parameters."""
    rows = [
        (
            code(one["name"]),
            code(one["inferred_type_name"]),
            with_code(one["help"].lstrip("# ")),
            code(f'"{literal(one["default"])}"'),
        )
        for one in parameters
    ]
    return f"### {notebook_heading(name)}\n\n{table(('parameter', 'type', 'meaning', 'default'), rows)}"


def batch_section() -> str:
    """Return what the reference says of the keys of a batch file."""
    top = [(code(key), with_code(words)) for key, words in BATCH_KEYS.items()]
    page = [(code(key), with_code(words)) for key, words in PAGE_KEYS.items()]
    return "\n\n".join(
        [
            table(("key", "meaning"), top),
            plain("In the sections of the page:"),
            table(("key", "meaning"), page),
        ]
    )
