"""How much a figure depends on one source: what it would be without each origin and each outlet in turn.

An origin that alone carries a figure is not wrong for that, but whoever prints the figure should name it.
"""

from __future__ import annotations

import pandas as pd

from tollbook import reconcile, vocabulary
from tollbook.checks.known import NO_ORIGIN
from tollbook.claim_links import link, literal
from tollbook.dates import DATED
from tollbook.parameters import Run
from tollbook.sensitivity import GROUPS, NUMBERS, TOTAL_GROUPS, counted
from tollbook.vocabulary import ANY, Names
from tollbook.words import GROUP_WORDS, PARTY_WORDS, count, interval, known_number, moment_words

ORDER = Names(lambda words: [*GROUPS.read(words), *TOTAL_GROUPS.read(words)])
PARTIES = Names(lambda words: [ANY, *words.speaking[:1]])  # whose figures are computed without one source
KINDS = {"source_origin": "origin", "outlet": "outlet"}
TOTALS = [*NUMBERS, "statement_ids"]
MOST_ROWS = 500_000  # rows computed in one go: bounds the memory where a group has very many sources
WORDED = [
    "figure",
    "category",
    "attributed_to",
    "window",
    "place",
    "note",
    "url",
]  # not copied: never counted
SOURCE_COLUMNS = ["group", "figure of", "figure", "left out", "without it", "changed by"]
NAMELESS = "pages that name no source"  # have no origin that could be left out by its name
WITHOUT_SOURCES = "No figure for a whole group was known by then, so there is no source to leave out."


def at_one_moment(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims as known all at once, each said on the day on which it counts as said now.

    So that totals of them have one step, the last. A statement that one outlet gave several times on a day is
    kept once: no rule looks at how often.
    """
    placed = claims["date_basis"].isin([*DATED, "none"])
    days = reconcile.said_day(claims)
    once = claims.assign(
        said_from=claims["said_from"].where(placed, claims["known_from"]),
        date_basis="none",
        known_from=claims["known_from"].max(),
        day=days,
    )
    once = once.drop_duplicates(["statement_id", "outlet", "source_origin", "day"])
    return once.drop(columns=WORDED, errors="ignore")


def alternatives(claims: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the sources in `column` that can be left out, one row per source: source, like.

    Sources that carry the same statements on the same days change the same: all but the first by name are
    `like` it and need not be computed again.
    """
    said = claims.assign(said=claims["statement_id"] + claims["day"])
    carried = said.groupby(column)["said"].agg(lambda cells: frozenset(cells))
    sources = carried.rename_axis("source").rename("carried").reset_index()
    return sources.assign(like=sources.groupby("carried")["source"].transform("first")).drop(
        columns="carried"
    )


def without_each(claims: pd.DataFrame, column: str, sources: list[str], rule: str) -> pd.DataFrame:
    """Return the totals of one group without each of `sources` in turn: party, source, low, best, high and
    the statement_ids that they rest on.

    One copy of the claims for each source left out; a copy is a period of its own, so that one call computes
    all of them.
    """
    size = max(MOST_ROWS // max(len(claims), 1), 1)
    parts = []
    for start in range(0, len(sources), size):
        copies = claims.merge(pd.DataFrame({"without": sources[start : start + size]}), how="cross")
        copies = copies[copies[column] != copies["without"]]
        parts.append(reconcile.totals(copies.assign(period=copies["without"])))
    results = pd.concat(parts) if parts else reconcile.totals(claims.iloc[:0])
    results = results[(results["rule"] == rule) & results["party"].isin(PARTIES)]
    return results.rename(columns={"period": "source"})[["party", "source", *TOTALS]]


def source_effects(claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return what each origin's and each outlet's absence makes of the run's figures, by the run's rule.

    One row per group, party (any, and the first of the event's parties), kind (origin or outlet) and source
    that carries a claim of theirs.
    Columns: group, party, kind, source, low, best, high (people, with all sources), the statement_ids that
    they rest on, and the same with `_without` (all missing where nothing is left), is_changed, size (how far
    the number moves; -1 where nothing is left).
    """
    tables = [
        effects_on_group(group, at_one_moment(some), run)
        for group, some in counted(claims, run).groupby("group", sort=False)
    ]
    columns = ["group", "party", "kind", "source", *TOTALS, *(f"{name}_without" for name in TOTALS)]
    effects = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)
    before, after = (
        effects[[f"{name}{end}" for name in NUMBERS]].astype("Float64").fillna(-1).to_numpy()
        for end in ("", "_without")
    )
    numbers = effects[[f"{name}{end}" for end in ("", "_without") for name in NUMBERS]].astype("Float64")
    known, known_after = known_number(numbers), known_number(numbers, "_without")
    return effects.assign(
        is_changed=(before != after).any(axis=1),
        size=(known - known_after).abs().fillna(-1).astype(int),
    )


def effects_on_group(group: str, claims: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the rows of `source_effects` for one group, without the columns that compare; `claims` as from
    `at_one_moment`.
    """
    whole = reconcile.totals(claims)
    whole = whole[(whole["rule"] == run.rule) & whole["party"].isin(PARTIES)][["party", *TOTALS]]
    tables = []
    for column, kind in KINDS.items():
        sources = alternatives(claims, column)
        changed = without_each(claims, column, sorted(set(sources["like"])), run.rule)
        carried = pd.concat([claims.assign(party="any"), claims.assign(party=claims["source_party"])])
        pairs = carried[["party", column]].drop_duplicates().rename(columns={column: "source"})
        pairs = pairs.merge(whole, on="party", validate="many_to_one")
        pairs = pairs.merge(sources, on="source", validate="many_to_one").merge(
            changed.rename(columns={"source": "like"}),
            on=["party", "like"],
            how="left",
            suffixes=("", "_without"),
            validate="many_to_one",
        )
        tables.append(pairs.drop(columns="like").assign(group=group, kind=kind))
    return pd.concat(tables, ignore_index=True)


def leave_one_out(claims: pd.DataFrame, run: Run) -> tuple[str, pd.DataFrame]:
    """Return how much leaving out one source matters: the answer in Markdown, and the table.

    `claims` are clean claims. For each group, all sources together and the first party alone: the origin and
    the outlet whose absence moves the figure of the run's rule most, and how many others would move it.
    Columns: group, figure of, figure, left out, without it, changed by.
    """
    effects = source_effects(claims, run)
    if effects.empty:
        return WITHOUT_SOURCES, pd.DataFrame(columns=SOURCE_COLUMNS)
    effects = effects.assign(is_gone=effects["size"] == -1)
    effects = effects.sort_values(
        ["is_gone", "size", "is_changed", "source"], ascending=[False, False, False, True], kind="stable"
    )
    keys = [(group, party, kind) for group in ORDER for party in PARTIES for kind in KINDS.values()]
    grouped = effects.groupby(["group", "party", "kind"])
    found = {key: some for key, some in grouped if key in keys}
    rows = [effect_row(key, found[key]) for key in keys if key in found]
    lines = [
        f"**Leaving out one source, as of {moment_words(run.moment, run.zone)} "
        f"({vocabulary.toll(run.event).label}, by the rule *{run.rule}*).**"
    ]
    for group in ORDER:
        said = [
            effect_sentence(found[group, "any", kind], kind)
            for kind in KINDS.values()
            if (group, "any", kind) in found
        ]
        if said:
            first = found[group, "any", "origin"].iloc[0]
            lines.append(
                f"- *{GROUP_WORDS[group].capitalize()}*, "
                f"{link(interval(first.low, first.high, first.best), first.statement_ids.split(';'))} from "
                f"any source: {'; '.join(said)}."
            )
    return "\n".join(lines), pd.DataFrame(rows, columns=SOURCE_COLUMNS)


def without_words(row: object) -> str:
    """Return a figure without a source in words; `none left` where the source was the only one."""
    words = interval(row.low_without, row.high_without, row.best_without)
    return "none left" if row.size == -1 else words


def effect_row(key: tuple[str, str, str], effects: pd.DataFrame) -> tuple:
    """Return the table's row for one group, party and kind of source: the source that matters most."""
    group, party, kind = key
    top = next(effects.itertuples(index=False))
    changing = int(effects["is_changed"].sum())
    return (
        GROUP_WORDS[group],
        PARTY_WORDS[party],
        interval(top.low, top.high, top.best),
        f"{kind} {top.source}" if top.is_changed else f"any one {kind}",
        without_words(top),
        f"{changing:,} of {count(len(effects), kind)}",
    )


def effect_sentence(effects: pd.DataFrame, kind: str) -> str:
    """Return what the absence of the source that matters most does, as a part of a sentence in Markdown."""
    top, changing = next(effects.itertuples(index=False)), int(effects["is_changed"].sum())
    if not top.is_changed:
        return f"no {kind}'s absence changes it ({count(len(effects), kind)})"
    if top.size == -1:
        left = "there would be none"
    else:
        left = f"it would be {link(without_words(top), top.statement_ids_without.split(';'))}"
    source = NAMELESS if top.source == NO_ORIGIN else f"the {kind} {literal(top.source)}"
    if len(effects) > 1:
        return f"without {source} {left} ({changing:,} of {count(len(effects), kind)} would change it)"
    return f"without {source}{'' if source == NAMELESS else f', the only {kind},'} {left}"
