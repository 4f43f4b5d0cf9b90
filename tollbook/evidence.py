"""The claims behind the numbers of a page, as far as they could be known at its moment.

A number in prose that stands for somebody's claim is a link to the statements that it rests on (see
`claim_links`). From the tables, `Evidence` tells for each such address what the number says, who said it
when, and which pages carry it; for the slider through knowledge time it gives every change of a total. All of
it is plain text: whoever puts it into a page escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tollbook import dates, ledger, parameters, reconcile, vocabulary
from tollbook.attribution import Voice, voices
from tollbook.claim_links import anchor, link, named_in
from tollbook.clean import known_by
from tollbook.comparing import in_force, period_labels
from tollbook.evidence_words import Fact, facts, label, prepare
from tollbook.loaded import load
from tollbook.parameters import Run
from tollbook.vocabulary import Names
from tollbook.words import interval, interval_words

__all__ = ["Claim", "Entry", "Evidence", "Number", "link", "read"]

PARTIES = reconcile.PARTIES
NAMED_PARTIES = Names(lambda words: words.speaking)
GROUPS = Names(lambda words: words.shown)
ROOM = 33_000  # bytes of the list for readers without scripts, of the 250 KB of a page without its live part
ENTRY_MARKS, CLAIM_MARKS = 60, 80  # bytes of HTML around an entry, and around a claim
LISTED = ("figure", "who", "outlet", "when", "url")  # what the list needs of a claim; the label has the rest
STEP = ("outcome", "period", "party", "group", "since", "words", "href")


class Claim(NamedTuple):
    """One claim behind a number, in words.

    `figure` is as the page words it; `counted` says who or what in neutral words; `who` is whom the page
    names, `repeats` whose figure it carries where the page does not name them; `credits` is the source that
    the page credits for its text. `when` is a day or time in the event's time zone. `url` is empty where the
    ledger's address is none of the web.
    """

    figure: str
    counted: str
    who: str
    repeats: str
    outlet: str
    when: str
    credits: str
    url: str


class Number(NamedTuple):
    """What a number stands for: a label, and its claims as places in `Evidence.claims`, the best first."""

    label: str
    rows: tuple[int, ...]


class Entry(NamedTuple):
    """A number in the list for readers without scripts: some of its claims, and how many more there are."""

    anchor: str
    label: str
    claims: tuple[Claim, ...]
    more: int


@dataclass(frozen=True)
class Evidence:
    """What was known of one event at one moment.

    `claims` has a row for each claim known by then, as from `evidence_words.prepare`; `totals` are the totals
    up to the moment, `said` the statements by statement_id.
    """

    run: Run
    claims: pd.DataFrame
    totals: pd.DataFrame
    said: dict[str, Voice]

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """What each statement known by then says, and its claims as places in `claims`."""
        return facts(self.claims, self.said)

    def resolve(self, anchors: Iterable[str]) -> dict[str, Number]:
        """Return what each address stands for, by the address without its `#`, in the order given.

        An address that names a statement not known by the moment, or that is none of ours, is left out: the
        page keeps its words without the link.
        """
        found = {}
        for address in dict.fromkeys(one.removeprefix("#") for one in anchors):
            names = sorted(set(named_in(address)))
            if names and all(name in self.facts for name in names):
                behind = [self.facts[name] for name in names]
                rows = sorted(row for fact in behind for row in fact.rows)
                found[address] = Number(label(behind), tuple(rows))
        return found

    def claim(self, row: int) -> Claim:
        """Return one row of `claims` in words."""
        return Claim(*self.claims.iloc[row][list(Claim._fields)])

    def steps(self) -> list[dict[str, str]]:
        """Return every change of a total of what the event is about (`vocabulary.main_outcomes`) by the run's
        rule, for the event's own periods: `STEP`.

        `since` is ISO 8601 UTC. A total without a known moment has no place in time and is left out; where a
        rule gives no figure from then on, `href` is empty.
        """
        rows = self.totals
        rows = rows[
            rows["outcome"].isin(vocabulary.main_outcomes(self.run.event))
            & rows["rule"].eq(self.run.rule)
            & rows["party"].isin(PARTIES)
            & rows["group"].isin(GROUPS)
            & rows["period"].isin(list(period_labels(self.run.event)))
            & rows["since"].notna()
        ].sort_values([*STEP[:4], "since"], kind="stable")
        rows = rows[reconcile.is_changed(rows, list(STEP[:4]))]
        cells = rows.assign(since=dates.to_iso(rows["since"]), words=interval_words(rows), href=hrefs(rows))
        return cells.sort_values("since", kind="stable")[list(STEP)].to_dict("records")

    def headline(self) -> pd.DataFrame:
        """Return `figures_in_force`, a frame of the caller's own."""
        return self.figures_in_force.copy()

    @cached_property
    def figures_in_force(self) -> pd.DataFrame:
        """The figures in force of the outcome of the event's totals (`figures_of`)."""
        return self.figures_of(vocabulary.main_outcome(self.run.event))

    def figures_of(self, outcome: str) -> pd.DataFrame:
        """Return the figures of an outcome in force in the event's running period: group, party, words, since
        (UTC), href, and by how many outlets and origins the figure was given.

        In the order of groups and parties; a party without a figure for a group has no row, nor have pages
        that name nobody.
        """
        rows = in_force(self.totals, self.run, period=self.run.period, outcome=outcome)
        rows = rows[rows["group"].isin(GROUPS) & rows["party"].isin(NAMED_PARTIES)]
        rows = rows[rows["low"].notna() | rows["high"].notna()]
        order = pd.DataFrame(
            {"group": rows["group"].map(GROUPS.index), "party": rows["party"].map(PARTIES.index)}
        )
        rows = rows.loc[order.sort_values(["group", "party"]).index]
        told = [self.claims.iloc[self.rows_of(ids)] for ids in rows["statement_ids"]]
        return pd.DataFrame(
            {
                "group": rows["group"],
                "party": rows["party"],
                "words": interval_words(rows),
                "since": rows["since"],
                "href": hrefs(rows),
                "n_outlets": [some["outlet"].nunique() for some in told],
                "n_origins": [some["source_origin"].nunique() for some in told],
            }
        ).reset_index(drop=True)

    def rows_of(self, statement_ids: str) -> list[int]:
        """Return the claims of a cell of statements joined by `;`, as places in `claims`."""
        known = [self.facts[name] for name in statement_ids.split(";") if name in self.facts]
        return [row for fact in known for row in fact.rows]

    def payload(self, anchors: Iterable[str]) -> dict[str, object]:
        """Return what the page's script needs, ready for JSON: the claims behind the numbers of the page and
        of the steps (each claim once), the steps, their first and last moment (ISO 8601 UTC), and the time
        zone with its offset from UTC in minutes.
        """
        steps = self.steps()
        numbers = self.resolve([*anchors, *(step["href"] for step in steps if step["href"])])
        used = sorted({row for number in numbers.values() for row in number.rows})
        place = {row: number for number, row in enumerate(used)}
        moments = [step["since"] for step in steps]
        moments += [] if self.run.moment is None else [iso(self.run.moment)]
        return {
            "claims": {
                "columns": list(Claim._fields),
                "rows": self.claims.iloc[used][list(Claim._fields)].to_numpy().tolist(),
            },
            "numbers": {
                address: {"label": number.label, "rows": [place[row] for row in number.rows]}
                for address, number in numbers.items()
            },
            "steps": steps,
            "from": min(moments, default=""),
            "to": max(moments, default=""),
            "zone": self.run.zone,
            "offset_minutes": offset_minutes(max(moments, default=""), self.run.zone),
        }

    def listing(self, anchors: Iterable[str], most: int = 3, room: int = ROOM) -> list[Entry]:
        """Return the list for readers without scripts: each number with its best claims, at most `most`.

        Claims are given out in turn, first one to every number, so that a list of labels and of what is
        `LISTED` of claims keeps within about `room` bytes of HTML; a number whose claims found no room still
        has its label.
        """
        numbers = self.resolve(anchors)
        left = room - sum(size([address, number.label]) + ENTRY_MARKS for address, number in numbers.items())
        shown: dict[str, list[Claim]] = {address: [] for address in numbers}
        for turn in range(most):
            for address, number in numbers.items():
                if turn >= len(number.rows):
                    continue
                claim = self.claim(number.rows[turn])
                left -= size([getattr(claim, name) for name in LISTED]) + CLAIM_MARKS
                if left < 0:
                    return entries(numbers, shown)
                shown[address].append(claim)
        return entries(numbers, shown)


def read(raw: Path, out_dir: Path, event: str, moment: pd.Timestamp | None, rule: str = "latest") -> Evidence:
    """Return what was known of `event` at `moment` (UTC; None for the latest), with totals by `rule`.

    `raw` is the folder of the raw ledger, `out_dir` that of the processed tables. Raises FileNotFoundError
    where a table is missing, ValueError for an unknown event or rule.
    """
    run = parameters.check(event, rule=rule)._replace(moment=moment)
    known = known_by(load(event, out_dir, "claims"), moment)
    totals = load(event, out_dir, "totals").assign(event_id=event)
    if moment is not None:
        totals = totals[totals["since"] <= moment]
    reports = ledger.read_csv(Path(raw) / "reports.csv")
    return Evidence(run, prepare(known, reports, run), totals, voices(known))


def hrefs(totals: pd.DataFrame) -> list[str]:
    """Return the address of the claims behind each row of totals; the empty string where it has no figure."""
    cells = zip(totals["low"], totals["high"], totals["statement_ids"], strict=True)
    return [
        "" if interval(low, high) == interval(None, None) or not ids else f"#{anchor(ids.split(';'))}"
        for low, high, ids in cells
    ]


def iso(moment: pd.Timestamp) -> str:
    """Return a UTC moment as ISO 8601 text to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def offset_minutes(moment: str, zone: str) -> int:
    """Return how many minutes a time zone is ahead of UTC at a moment (ISO 8601); without one, in 1970."""
    local = pd.Timestamp(moment or "1970-01-01T00:00:00Z").tz_convert(zone)
    return int(local.utcoffset().total_seconds() // 60)


def size(texts: Sequence[str]) -> int:
    """Return how many bytes some texts take in a page."""
    return sum(len(text.encode("utf-8")) for text in texts)


def entries(numbers: dict[str, Number], shown: dict[str, list[Claim]]) -> list[Entry]:
    """Return the entries of a list, from the numbers and the claims of each that are shown."""
    return [
        Entry(address, number.label, tuple(shown[address]), len(number.rows) - len(shown[address]))
        for address, number in numbers.items()
    ]
