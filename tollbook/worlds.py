"""Two worlds: what the two sides of an event (officials and the armed group, say) each say of the same group,
at the end of each day and in force, and each side's own losses against what the other side claims.

Figures meet only within one group and one period: the event's running count, and every other period for which
both sides gave a figure. A ratio is always the second side's figure over the first's. An event of which fewer
than two parties have people of their own among those counted has no sides: its tables are empty.
"""

from __future__ import annotations

import math

import pandas as pd

from tollbook import reconcile, vocabulary
from tollbook.claim_links import MARKDOWN, PLAIN
from tollbook.comparing import dated, period_labels
from tollbook.parameters import Run
from tollbook.ratios import NUMBERS, ratios, words_of
from tollbook.sides import (
    GROUPS,
    NO_SIDES,
    SIDES,
    neither,
    only_has,
    sides,
    sides_or_nobody,
    two_sides,
)
from tollbook.two_figures import larger, sentence
from tollbook.vocabulary import Names
from tollbook.words import GROUP_WORDS, NO_DAY, PARTY_WORDS, day, interval_words, listing, moment_words

KEYS = ["period", "group"]
COLUMNS = ["event_id", "since", "period", "group", "party", *NUMBERS, "words", "n_origins", "n_reports"]
DAILY_COLUMNS = Names(
    lambda words: [
        "day",
        "period",
        "group",
        *(words.parties[side].words for side in two_sides(words)),
        "larger figure",
        "ratio from",
        "ratio to",
        "in force",
    ]
)
OWN_COLUMNS = ["group", "period", "own people of", "own count", "claimed by", "claimed", "claimed to own"]


def steps(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return every change of the two sides' figures of killed up to the run's moment, by the run's rule.

    `totals` are those of `reconcile.totals`. One row holds from `since` (UTC) until the next of the same
    period, group and party; low, best and high are all missing where the rule gives no figure from then on.
    Kept are the groups for which both sides gave a figure for one and the same period: those periods, and the
    running one. Sorted by period (the running one first), group, party, since.
    """
    rows = of_run(totals, run)
    rows = rows.sort_values([*KEYS, "party", "since"])
    rows = rows[reconcile.is_changed(rows, [*KEYS, "party"])]
    given = rows[rows[NUMBERS].notna().any(axis=1)]
    is_both = (given.groupby(KEYS)["party"].nunique() == len(SIDES)).rename("is_both").reset_index()
    rows = rows.merge(is_both, on=KEYS, how="left", validate="many_to_one")
    compared = set(rows.loc[rows["is_both"].eq(True), "group"])
    shown = rows["is_both"].eq(True) | rows["period"].eq(run.period)
    rows = rows[shown & rows["group"].isin(compared)]
    order = pd.DataFrame(
        {
            "period": rows["period"].map(period_order(run)).fillna(math.inf),
            "group": rows["group"].map(GROUPS.index),
        }
    )
    rows = rows.assign(words=interval_words(rows), first=order["period"], second=order["group"])
    return rows.sort_values(["first", "period", "second", "party", "since"], ignore_index=True)[COLUMNS]


def of_run(totals: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the totals of the two sides' killed up to the run's moment, of its event and rule."""
    rows = totals[
        totals["event_id"].eq(run.event)
        & totals["outcome"].eq(vocabulary.main_outcome(run.event))
        & totals["rule"].eq(run.rule)
        & totals["group"].isin(GROUPS)
        & totals["party"].isin(SIDES)
    ]
    return rows if run.moment is None else rows[rows["since"] <= run.moment]


def period_order(run: Run) -> dict[str, int]:
    """Return the place of each of the event's periods: the running one first, then as in `periods.csv`."""
    return {name: place for place, name in enumerate(dict.fromkeys([run.period, *period_labels(run.event)]))}


def in_force(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last of `steps` for each period, group and party where it is a figure; `since` is since when
    it holds.
    """
    last = rows.groupby([*KEYS, "party"], sort=False).tail(1)
    return last[last[NUMBERS].notna().any(axis=1)]


def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the two sides' figures in force beside each other: period, group, then each of `since`, low,
    best, high and words with the party's name behind it (`low_state`), and the ratio (see `ratios`).

    Only where both sides have a figure in force.
    """
    now, (first, second) = in_force(rows), sides_or_nobody()
    beside = [
        now[now["party"] == party][[*KEYS, "since", *NUMBERS, "words"]]
        .set_index(KEYS)
        .add_suffix(f"_{party}")
        for party in (first, second)
    ]
    both = beside[0].join(beside[1], how="inner").reset_index()
    return both.join(ratios(ends(both, second), ends(both, first)))


def ends(both: pd.DataFrame, party: str) -> pd.DataFrame:
    """Return low, best and high of one party from columns that end in its name, as numbers."""
    return both[[f"{name}_{party}" for name in NUMBERS]].astype("Float64").set_axis(NUMBERS, axis=1)


def day_by_day(rows: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return `DAILY_COLUMNS`: the two sides' figures at the end of each day (event's time zone) on which one
    of them changed, and the ratio of the armed group's to the officials'; the last row of a period and group
    is in force at the run's moment.

    `rows` are `steps`. A figure not yet given, and a ratio that cannot be, are empty.
    """
    last, names = standing_at_day_ends(rows, run.zone), sides_or_nobody()
    beside = {party: rows.reindex(last[party]).set_axis(last.index) for party in names}
    ratio = ratios(*(beside[party][NUMBERS].astype("Float64") for party in reversed(names)))
    labels = period_labels(run.event, "short")
    given = {
        PARTY_WORDS[party]: beside[party]["words"].where(beside[party][NUMBERS].notna().any(axis=1), "")
        for party in SIDES
    }
    table = pd.DataFrame(
        {
            "day": last["day"],
            "period": last["period"].map(labels).fillna(last["period"]),
            "group": last["group"].map(GROUP_WORDS),
            **given,
            "larger figure": larger(ratio),
            "ratio from": ratio["ratio_low"].astype(float).round(3),
            "ratio to": ratio["ratio_high"].astype(float).round(3),
            "in force": last.duplicated(KEYS, keep="last").map({False: "yes", True: ""}),
        }
    )
    return table[list(DAILY_COLUMNS)]


def standing_at_day_ends(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return period, group, day (ISO, in `zone`; `NO_DAY` for a moment not known) and, by party, the index of
    the row of `steps` that holds at the end of the day (missing before a party's first), for each day with a
    change.
    """
    place = rows.groupby(KEYS, sort=False).ngroup()
    moments = rows["since"].dt.tz_convert(zone)
    days = [NO_DAY if pd.isna(moment) else f"{moment:%Y-%m-%d}" for moment in moments]
    local = rows.assign(day=pd.Series(days, index=rows.index, dtype=object), place=place)  # NO_DAY sorts last
    local["row"] = pd.Series(local.index, index=local.index, dtype="Int64")
    keys = ["place", *KEYS, "day"]
    table = (
        local.groupby([*keys, "party"])["row"]
        .last()
        .unstack("party")
        .reindex(columns=list(sides_or_nobody()))
    )
    table = table.sort_index().groupby(level="place").ffill()
    return table.reset_index().drop(columns="place").rename_axis(columns=None)


def own_and_claimed(rows: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return `OWN_COLUMNS`: for each group that belongs to a side, that side's own count of its dead against
    what the other side claims, in force, by period. `rows` are `steps`.
    """
    owners, labels = vocabulary.of(run.event).sides, period_labels(run.event, "short")
    both, table, names = pairs(rows), [], list(SIDES)
    for own, other in (names, names[::-1]) if names else ():
        some = both[both["group"].map(owners).eq(own)]
        words = words_of(ratios(ends(some, other), ends(some, own)))
        for row, ratio in zip(some.to_dict("records"), words, strict=True):
            table.append(
                (
                    GROUP_WORDS[row["group"]],
                    labels.get(row["period"], row["period"]),
                    PARTY_WORDS[own],
                    row[f"words_{own}"],
                    PARTY_WORDS[other],
                    row[f"words_{other}"],
                    ratio,
                )
            )
    return pd.DataFrame(table, columns=OWN_COLUMNS)


def answer(rows: pd.DataFrame, totals: pd.DataFrame, run: Run) -> str:
    """Return in markdown what each side counts, since when, linked to the claims, and how many times the one
    figure is the other; then for which groups only one side, or neither, has a figure. `rows` are `steps` of
    `totals`.
    """
    if not sides():
        return NO_SIDES
    head = f"**Two worlds, as of {moment_words(run.moment, run.zone)}, by the rule {run.rule}.**"
    behind, labels, lines = resting(totals, run), period_labels(run.event), []
    for period, some in pairs(rows).groupby("period", sort=False):
        label = labels.get(period, MARKDOWN.text(period))
        said = [
            sentence(row, {side: dated(row[f"since_{side}"], run) for side in SIDES}, MARKDOWN, behind)
            for row in some.to_dict("records")
        ]
        lines.append(f"- *{label[0].upper()}{label[1:]}.* {' '.join(said)}")
    missing = one_sided(totals, rows, run)
    if not lines:
        return f"{head} {missing}"
    return "\n".join([head, *lines, *([f"- {missing}"] if missing else [])])


def resting(totals: pd.DataFrame, run: Run) -> dict[tuple[str, str, str], list[str]]:
    """Return the statements that each side's figure in force rests on, by period, group and party."""
    now = reconcile.as_of(of_run(totals, run), run.moment)
    keys = zip(now["period"], now["group"], now["party"], strict=True)
    return dict(zip(keys, now["statement_ids"].str.split(";"), strict=True))


def compared(pair: dict[str, object], zone: str) -> str:
    """Return one row of `pairs` as a plain sentence: each side's figure with the day since which it stands,
    and the larger as a multiple of the smaller.
    """
    days = {party: day(pair[f"since_{party}"], zone, year=False) for party in SIDES}
    return sentence(pair, days, PLAIN, {})


def one_sided(totals: pd.DataFrame, rows: pd.DataFrame, run: Run) -> str:
    """Return in sentences for which groups one of the two sides, or both, have no figure in force to hold
    against the other's; the empty string where there is none such.
    """
    now = in_force(reconcile.as_of(of_run(totals, run), run.moment))
    has = {party: set(now.loc[now["party"] == party, "group"]) for party in SIDES}
    lacking = [group for group in GROUPS if group not in set(pairs(rows)["group"])]
    one, other = has.values()
    if not one | other:
        return neither()
    toll = vocabulary.toll(run.event).label
    only = [f"Of the two sides only {only_has(side)} a figure for {{}} {toll}." for side in sides()]
    kinds = {
        f"Neither side has a figure for {{}} {toll}.": set(lacking) - (one | other),
        only[0]: one - other,
        only[1]: other - one,
        f"Both sides have figures for {{}} {toll}, but none for the same period.": one & other,
    }
    told = {text: [group for group in lacking if group in groups] for text, groups in kinds.items()}
    return " ".join(
        text.format(listing([GROUP_WORDS[group] for group in groups]))
        for text, groups in told.items()
        if groups
    )
