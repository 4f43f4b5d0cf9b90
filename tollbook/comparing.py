"""Tables and sentences for notebook 02: totals in force, statements and their echoes, parts and totals."""

from __future__ import annotations

import pandas as pd

from tollbook import reconcile, vocabulary
from tollbook.attribution import Voice, day_words, spokesman, voices
from tollbook.claim_links import MARKDOWN, link
from tollbook.dates import local_day
from tollbook.parameters import Run
from tollbook.paths import hand
from tollbook.scope import event_rows, wider_periods
from tollbook.scope_words import phrase, title_case
from tollbook.vocabulary import UNATTRIBUTED, Names
from tollbook.words import count, day, interval, listing, moment_words, people

GROUPS = Names(lambda words: words.main)
PARTIES = Names(lambda words: words.parties)
NAMED_PARTIES = Names(lambda words: words.speaking)


def period_labels(event: str, column: str = "label") -> dict[str, str]:
    """Return the periods of an event in words, from `data/hand/periods.csv`; column `short` has them for
    tables.
    """
    rows = hand("periods").query("event_id == @event")
    return dict(zip(rows["period"], rows[column], strict=True))


def in_force(
    totals: pd.DataFrame,
    run: Run,
    rule: str | None = None,
    period: str | None = None,
    outcome: str | None = None,
) -> pd.DataFrame:
    """Return the totals of an outcome (default: the event's first, such as killed) in force at the run's
    moment, of one rule (default: the run's) and one period if given.

    `since` is the moment since which the figure holds.
    """
    now = reconcile.as_of(totals, run.moment)
    is_toll = now["outcome"] == (outcome or vocabulary.main_outcome(run.event))
    now = now[is_toll & (now["rule"] == (rule or run.rule))]
    now = now if period is None else now[now["period"] == period]
    return now.assign(since=reconcile.figure_since(totals, now))


def periods_in_force(totals: pd.DataFrame, run: Run) -> list[str]:
    """Return the event's own periods with a figure in force for one of its main groups, the running one
    first.
    """
    return periods_of(in_force(totals, run), run)


def periods_of(now: pd.DataFrame, run: Run) -> list[str]:
    """Return what `periods_in_force` does, of the totals of killed in force (see `in_force`)."""
    now = now[now["group"].isin(GROUPS) & now["party"].isin(NAMED_PARTIES)]
    return [
        period
        for period in dict.fromkeys([run.period, *period_labels(run.event)])
        if period in set(now["period"])
    ]


def dated(moment: pd.Timestamp, run: Run) -> str:
    """Return a moment (UTC) as a day in words, in the event's time zone; with the year where it is not the
    one in which the event began. A missing moment is `NO_DAY`.
    """
    return day_in_words(local_day(moment, run.zone), run)


def day_in_words(iso: str, run: Run) -> str:
    """Return an ISO day as `dated` returns a moment."""
    events = hand("events")
    starts = dict(zip(events["event_id"], events["starts"], strict=True))[run.event]
    return day_words(iso, year=iso[:4] != starts[:4])


def answer(totals: pd.DataFrame, run: Run, claims: pd.DataFrame | None = None) -> str:
    """Return the answer of notebook 02 in markdown: each party's figures in force, linked to their claims.

    First a sentence on the running count, then a line for each other period that is no part of it. With the
    `claims` known by the run's moment the sentences name the sources that are no officials and the day of the
    newest page, and say where no source is known to have counted the dead itself.
    """
    now = in_force(totals, run)
    periods, lead = periods_of(now, run), f"**{dateline(run, claims)}**"
    if not periods:
        return f"{lead} {without_groups(now, run)}"
    said = {} if claims is None else killed_voices(claims, run)
    first, *others = periods
    parts = [period for period in others if first in wider_periods().get((run.event, period), ())]
    told = "; ".join(clauses(now[now["period"] == first], run, said, first))
    lines = [f"{lead} {title_case(told)}.{uncounted(now[now['period'] == first], said, first)}"]
    for period in others:
        if period not in parts:
            told = "; ".join(clauses(now[now["period"] == period], run, said))
            lines.append(f"- *{title_case(phrase(run.event, period).full)}*: {told}.")
    if parts:
        short = period_labels(run.event, "short")
        apart = listing([short[period] for period in parts])
        lines.append(f"- Counts of a part of that time stand apart, in the tables below: {apart}.")
    return "\n".join([lines[0], "", *lines[1:]]).strip()


def without_groups(now: pd.DataFrame, run: Run) -> str:
    """Return the sentence where no party has a figure in force for a main group (rows of `in_force`): what
    parties say of all together or, where none does, pages that name no source, each figure linked to its
    claims; or that nobody had given one.
    """
    shown = list(vocabulary.current().shown)
    rows = now[(now["period"] == run.period) & now["group"].isin(shown)]
    rows = rows[rows["low"].notna() | rows["high"].notna()]
    by_party = {party: rows[rows["party"] == party].set_index("group") for party in PARTIES}
    named = [party for party in NAMED_PARTIES if len(by_party[party])]
    given = named or [party for party in by_party if party == UNATTRIBUTED and len(by_party[party])]
    if not given:
        return "No party had given a figure for a whole group by then."
    what = f" {vocabulary.toll(run.event).label} {MARKDOWN.text(phrase(run.event, run.period).full)}"
    told = []
    for party in given:
        some = by_party[party]
        groups = [group for group in shown if group in some.index]
        figures = in_all_and_by_group([figure_link(some.loc[one], one) for one in groups], groups, what)
        newest = some["since"].dropna().max()
        when = "" if pd.isna(newest) else f" ({day(newest, run.zone)})"
        told.append(f"{vocabulary.current().parties[party].givers} gave {figures}{when}")
        what = ""
    lacking = (
        "No party had given a figure for a single group by then."
        if named
        else "No figure of a source that is named was known by then."
    )
    return f"{title_case('; '.join(told))}. {lacking}"


def dateline(run: Run, claims: pd.DataFrame | None) -> str:
    """Return where and as of when, and by which rule if not by the newest figure; of the latest page in the
    ledger its day.
    """
    newest = pd.NaT if claims is None else claims["known_from"].max()
    latest = f" ({day(newest, run.zone)})" if run.moment is None and not pd.isna(newest) else ""
    rule = "" if run.rule == "latest" else f", by the rule {run.rule}"
    region = title_case(event_rows().loc[run.event, "region"])
    return f"{region}, as of {moment_words(run.moment, run.zone)}{latest}{rule}."


def killed_voices(claims: pd.DataFrame, run: Run) -> dict[str, Voice]:
    """Return who said what of the run's event that may enter a total of killed, by statement."""
    whole = reconcile.comparable(claims[claims["event_id"] == run.event])
    return voices(whole[whole["outcome"] == vocabulary.main_outcome(run.event)])


def clauses(rows: pd.DataFrame, run: Run, said: dict[str, Voice], period: str = "") -> list[str]:
    """Return what each party's rows in force say, attributed and dated: `officials counted 36 civilians (3
    February)`. With a `period` the first clause says what is counted, and days have their year.
    """
    rows = rows[rows["low"].notna() | rows["high"].notna()]
    found, toll = [], vocabulary.toll(run.event).label
    what = f" {toll} {MARKDOWN.text(phrase(run.event, period).full)}" if period else ""
    for party in NAMED_PARTIES:
        some = rows[rows["party"] == party].set_index("group")
        some = some.loc[[group for group in GROUPS if group in some.index]]
        if some.empty:
            continue
        days = [day(since, run.zone) if period else dated(since, run) for since in some["since"]]
        same = len(set(days)) == 1
        told = [
            figure_link(row, group) + ("" if same else f" ({when})")
            for (group, row), when in zip(some.iterrows(), days, strict=True)
        ]
        when = f" ({days[0]})" if same else ""
        found.append(f"{giver(some, party, said)} {in_all_and_by_group(told, list(some.index), what)}{when}")
        what = ""
    return found


def in_all_and_by_group(told: list[str], groups: list[str], what: str) -> str:
    """Return figures of `groups` in words, a total before its groups and apart from them: a list of both
    reads as if they were to be added. `what` says what all of them count.
    """
    totals = vocabulary.current().totals
    wide = [text for text, group in zip(told, groups, strict=True) if group in totals]
    own = [text for text, group in zip(told, groups, strict=True) if group not in totals]
    if not wide or not own:
        return f"{listing(told)}{what}"
    return f"{listing(wide)}{what} and, counted by group, {listing(own)}"


def figure_link(row: pd.Series, group: str) -> str:
    """Return the figure of a row of totals and whom it counts, linked to the claims that it rests on."""
    words = people(interval(row["low"], row["high"], row["best"]), group)
    return link(words, row["statement_ids"].split(";"))


def giver(rows: pd.DataFrame, party: str, said: dict[str, Voice]) -> str:
    """Return who gave a party's figures (see `name_of`), with the verb."""
    is_apart = vocabulary.current().parties[party].apart
    counts = not is_apart or all(voice.counts_itself for voice in spokesmen(rows, said))
    return f"{name_of(rows, party, said)} {'counted' if counts else 'said'}"


def name_of(rows: pd.DataFrame, party: str, said: dict[str, Voice]) -> str:
    """Return who gave a party's figures: by name, if it is one source and the party goes by names."""
    titles = {voice.title.rstrip(",") for voice in spokesmen(rows, said)}
    about = vocabulary.current().parties[party]
    return MARKDOWN.text(titles.pop()) if len(titles) == 1 and about.by_name else about.givers


def spokesmen(rows: pd.DataFrame, said: dict[str, Voice]) -> list[Voice]:
    """Return who is named for each of the figures of `rows`."""
    resting = [[said[one] for one in ids.split(";") if one in said] for ids in rows["statement_ids"]]
    return [spokesman(some) for some in resting if some]


def uncounted(rows: pd.DataFrame, said: dict[str, Voice], period: str) -> str:
    """Return a sentence where no source is known that counted the dead of the period itself, else nothing.
    Where `rows` have a figure of a party that stands apart from those involved, the sentence says why it is
    no such count.
    """
    own = [voice for voice in said.values() if voice.counts_itself and voice.period == period]
    if own or not said:
        return ""
    # totals too: the table above the sentence shows them, and they are counts of people as well
    shown = rows["group"].isin(list(vocabulary.current().shown))
    rows = rows[shown & (rows["low"].notna() | rows["high"].notna())]
    parties = vocabulary.current().parties
    apart = [party for party in NAMED_PARTIES if parties[party].apart and party in set(rows["party"])]
    if not apart:
        return " No independent count is known."
    names = [name_of(rows[rows["party"] == party], party, said) for party in apart]
    return f" No independent count is known: {listing(names)} may have passed on what others said."


def parts_summary(findings: pd.DataFrame) -> str:
    """Return in a sentence how many printed totals are a sum of their own page's figures for whole groups; a
    second says what was not tried, since another sum may explain one (see `explaining`).
    """
    sums = findings[findings["check"] == "parts_total"]
    if sums.empty:
        return "No page known by then prints a total together with two or more of its parts."
    fits = sums["message"].str.contains(" is not a sum ").eq(False)
    exact = sums["message"].str.contains('" is ') & fits
    near, misfits = (fits & ~exact).sum(), (~fits).sum()
    untried = (
        " Tried here are the page's own figures for whole groups alone: parts of groups, lists and figures "
        "of other pages may explain such a total all the same."
    )
    return (
        f"{count(len(sums), 'printed total')} {'stands' if len(sums) == 1 else 'stand'} beside figures for "
        f"two or more groups on the same page. **{exact.sum():,}** {'is' if exact.sum() == 1 else 'are'} "
        f"exactly a sum of them, {near:,} {'agrees' if near == 1 else 'agree'} with one, "
        f"{misfits:,} {'is' if misfits == 1 else 'are'} no sum of them.{untried if misfits else ''}"
    )


def page_findings(findings: pd.DataFrame, report_id: str) -> pd.DataFrame:
    """Return the findings about totals and parts of one page."""
    rows = findings[(findings["check"] == "parts_total") & (findings["report_id"] == report_id)]
    return rows[["expected", "found", "message", "claim_ids"]].reset_index(drop=True)


def worked_page(findings: pd.DataFrame, run: Run) -> str:
    """Return the page to work through: the event's own choice if known by then, else the page with most
    totals explained.
    """
    sums = findings[
        (findings["check"] == "parts_total") & ~findings["message"].str.contains(" is not a sum ")
    ]
    if run.worked_page in set(sums["report_id"]):
        return run.worked_page
    counts = sums["report_id"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return counts.index[0] if len(counts) else ""
