"""Who repeated it? The echo graph of one statement: its origin, the ways by which it came, the outlets by
day.

A line leads from the origin down to each way and along it to the outlets, which stand on it as dots, one for
each outlet, on the day of its first page. A filled dot names the source, a hollow one does not.
"""

from __future__ import annotations

import pandas as pd

from tollbook import clean, echoing, vocabulary
from tollbook.charts.echo_marks import dot_worth, drawn, first_line, lane_order, way_words
from tollbook.comparing import period_labels
from tollbook.figure import Aside, Figure, Prose, aside, prose
from tollbook.figure_checks import MAX_ROWS
from tollbook.parameters import Run
from tollbook.words import GROUP_WORDS, count, interval, listing


def who_repeated(
    statements: pd.DataFrame, claims: pd.DataFrame, reports: pd.DataFrame, run: Run, slug: str, caption: str
) -> Figure | Prose | Aside:
    """Return the echo graph of the statement that most outlets carry, or the sentence that there is none; a
    report leaves out that a single outlet carries it, which the answer above has said.

    `statements` and `claims` are what was known at the run's moment, `reports` the raw reports; `caption`
    names the source and the as-of moment.
    """
    statement_id = echoing.most_carried(statements, run)
    if not statement_id:
        return prose(
            f"No statement of a source that is named about the {vocabulary.toll(run.event).label} of a whole "
            "group was known: nobody repeated one."
        )
    statement = statements.set_index("statement_id").loc[statement_id]
    carriers = echoing.pages(clean.known_by(claims, run.moment), reports, statement_id)
    if carriers["outlet"].nunique() == 1:
        return aside("One outlet carries each figure: nothing was repeated.")
    more = echoing.others(statements, statement_id)
    if more:
        caption = (
            f"The same figure was also given by {listing(more)}; outlets that name "
            f"{'it' if len(more) == 1 else 'one of them'} for it are not in the chart. {caption}"
        )
    return echo_graph(carriers, statement, run, slug, caption)


def echo_graph(pages: pd.DataFrame, statement: pd.Series, run: Run, slug: str, caption: str) -> Figure:
    """Return the chart of who repeated one statement: `pages` as from `echoing.pages`, `statement` a row of
    the statements. Raises ValueError when no page carries it.
    """
    if pages.empty:
        raise ValueError(f"no page carries statement {statement.name}")
    outlets = echoing.routes(pages)
    what = killed_words(statement)
    ways = outlets["route"].value_counts().reindex(lane_order(outlets))
    said = [f"{way_words(way, statement)}: {number:,}" for way, number in ways.items()]
    first, carry = first_line(outlets), "carries" if len(outlets) == 1 else "carry"
    naming = (outlets["how"] == echoing.NAMES_SOURCE).sum()
    named = int(echoing.is_by_name(statement.to_frame().T).iloc[0])
    period = period_labels(run.event).get(statement["period"], statement["period"])
    return Figure(
        slug=slug,
        sentence=f"{count(len(outlets), 'outlet')} {carry} what {statement['origin']} said; {naming:,} of "
        f"them {'names' if naming == 1 else 'name'} the source. {first}.",
        title=f"Who repeated it? {what}: {echoing.in_short(len(outlets), named)}",
        subtitle="Outlets that carry the figure, by the way it came to them and by the day of their first "
        f"page; {period}",
        caption=f"{legend(outlets)} {caption}",
        alt=f"Echo graph, outlets as dots in rows by way and columns by day. {what}, said by "
        f"{statement['origin']}: {count(len(outlets), 'outlet')}. {listing(said)}. {first}.",
        draw=lambda width: drawn(outlets, statement, width),
        rows=charted(outlets),
        links={"group": "group", "party": "party", "origin": "origin", "since": "day"},
    )


def killed_words(statement: pd.Series) -> str:
    """Return what a statement counts, in words: `14 civilians killed`."""
    figure = interval(statement["low"], statement["high"], statement["best"])
    return f"{figure} {GROUP_WORDS.get(statement['group'], statement['group'])} {statement['outcome']}"


def legend(outlets: pd.DataFrame) -> str:
    """Return what the marks mean and what the chart cannot show."""
    worth, undated = dot_worth(len(outlets)), int(outlets["day"].eq("").sum())
    dot = "an outlet" if worth == 1 else f"{worth:,} outlets"
    apart = f" {count(undated, 'outlet')} without a date of their own stand apart." if undated else ""
    return (
        f"A dot is {dot}; filled: names the source, hollow: does not. A square is an outlet whose text "
        "others took, by their own credit or because their pages share an unusual set of figures: the chart "
        f"shows that texts go back to it, not who read whom.{apart}"
    )


def charted(outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the rows behind the chart: one per outlet, or, where they are too many, one per way and day."""
    kept = ["outlet", "report_id", "day", "date_basis", "route", "how", "lineage", "credited", "copied_from"]
    if len(outlets) <= MAX_ROWS:
        return outlets[[*kept, "is_first"]]
    return outlets.groupby(["route", "day", "how"], as_index=False).agg(n_outlets=("outlet", "size"))
