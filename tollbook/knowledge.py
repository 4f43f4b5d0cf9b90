"""What is known of one total at each moment: statements are added as they become known, and every rule is
asked again where its answer can have changed.

This is the step function behind `totals`. It works on whole numbers that stand for statements, origins,
outlets and pages, so that a million claims take seconds; the rules are those of `rules` and `positions`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tollbook.positions import OF_POSITIONS, Interval, Position
from tollbook.rules import RULES, Given, extremes, newest

RULE_NAMES = tuple(RULES)
NONE = -1  # stands for a missing number in the columns


class Claims(NamedTuple):
    """Claims as columns of codes, sorted by key and moment; figures, ids and ranks are what codes mean."""

    moment: Sequence[int]
    statement: Sequence[int]
    origin: Sequence[int]
    figure: Sequence[int]
    day: Sequence[int]
    outlet: Sequence[int]
    report: Sequence[int]
    figures: Sequence[Interval]
    ids: Sequence[str]
    ranks: Sequence[int]


STEP_COLUMNS = ("key", "moment", "rule", "low", "best", "high", "n_origins", "n_statements", "n_reports")


class Steps:
    """The rows of `totals`: whole numbers in the order of `STEP_COLUMNS`, row after row, and the
    statements.
    """

    def __init__(self) -> None:
        self.numbers = array("q")
        self.statement_ids: list[str] = []

    def add(self, numbers: tuple[int, ...], ids: str) -> None:
        """Add one row."""
        self.numbers.extend(numbers)
        self.statement_ids.append(ids)


class Voice:
    """What one origin, or all of a party, said: when each figure was given, and the outlets that carry it."""

    __slots__ = ("given", "outlets")

    def __init__(self) -> None:
        self.given: dict[Interval, Given] = {}
        self.outlets: dict[Interval, set[int]] = {}

    def add(self, figure: Interval, day: int, outlet: int) -> bool:
        """Add a claim; return whether that can change which figure is the newest."""
        known = self.given.get(figure)
        if known is None:
            self.given[figure], self.outlets[figure] = Given(day, day, 1), {outlet}
            return True
        outlets = self.outlets[figure]
        first, last, _ = known
        if first <= day <= last and outlet in outlets:
            return False
        outlets.add(outlet)
        now = Given(min(day, first), max(day, last), len(outlets))
        self.given[figure] = now
        return now != known

    def newest(self) -> Interval:
        """Return the newest figure."""
        return newest(self.given)


class Known:
    """The statements of one key so far, and what each rule makes of them."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.party, self.voices = Voice(), {}
        self.reports: set[int] = set()
        self.statements: set[int] = set()
        self.saying: dict[tuple[int, Interval], list[int]] = {}  # statements by origin and figure
        self.positions: dict[int, tuple[Interval, int]] = {}  # and how many statements say it
        self.newest: Interval | None = None
        self.results: dict[str, tuple[int, int, int, str]] = {}
        self.stale: set[str] = set()
        self.moved: set[int] = set()

    def add(self, row: int) -> None:
        """Add one claim."""
        claims = self.claims
        origin, statement = claims.origin[row], claims.statement[row]
        figure, day, outlet = claims.figures[claims.figure[row]], claims.day[row], claims.outlet[row]
        self.reports.add(claims.report[row])
        if self.party.add(figure, day, outlet):
            self.stale.add("latest")
        voice = self.voices.get(origin) or self.voices.setdefault(origin, Voice())
        if voice.add(figure, day, outlet):
            self.moved.add(origin)
        if statement not in self.statements:
            self.statements.add(statement)
            self.saying.setdefault((origin, figure), []).append(statement)
            self.moved.add(origin)
            self.stale.update(("latest", "range"))

    def update(self) -> None:
        """Ask every rule again whose answer can have changed since the last time."""
        if "latest" in self.stale:
            figure = self.party.newest()
            if figure != self.newest or "range" in self.stale:  # or a statement more gives it
                self.results["latest"] = self.total(figure, self.by_figure(figure))
                self.newest = figure
        if "range" in self.stale:
            self.results["range"] = self.span()
        if self.moved:
            self.update_positions()
        self.stale.clear()
        self.moved.clear()

    def update_positions(self) -> None:
        """Ask the rules that take one figure of each origin."""
        stays = True
        for origin in self.moved:
            figure = self.voices[origin].newest()
            n_saying = len(self.saying[origin, figure])
            stays = stays and self.positions.get(origin) == (figure, n_saying)
            self.positions[origin] = figure, n_saying
        if stays:
            return
        if len(self.positions) == 1:
            self.results.update(self.of_one(origin, figure))
            return
        positions = [
            Position(origin, figure, self.claims.ranks[origin])
            for origin, (figure, _) in self.positions.items()
        ]
        for name, rule in OF_POSITIONS.items():
            low, best, high, origins = rule(positions)
            rests = [
                statement
                for origin in origins
                for statement in self.saying[origin, self.positions[origin][0]]
            ]
            self.results[name] = self.total((low, best, high), rests)

    def of_one(self, origin: int, figure: Interval) -> dict[str, tuple[int, int, int, str]]:
        """Return what the rules that take one figure of each origin make of the only origin's figure."""
        ids = self.total(figure, self.saying[origin, figure])[3]
        answers = alone(figure, self.claims.ranks[origin])
        return {name: (*numbers, ids if rests else "") for name, (numbers, rests) in answers.items()}

    def by_figure(self, figure: Interval) -> list[int]:
        """Return the statements that give a figure, whoever says it."""
        return [one for (_, given), group in self.saying.items() if given == figure for one in group]

    def span(self) -> tuple[int, int, int, str]:
        """Return what the rule `range` makes of the statements (see `rules.spread`)."""
        low, high, ends = extremes(self.party.given)
        rests = [one for (_, given), group in self.saying.items() if given in ends for one in group]
        return self.total((low, None, high), rests)

    def total(self, figure: Interval, statements: list[int]) -> tuple[int, int, int, str]:
        """Return a rule's answer as columns: low, best, high and the identifiers of what it rests on."""
        ids = [self.claims.ids[statement] for statement in statements]
        return *as_numbers(figure), ";".join(sorted(ids) if len(ids) > 1 else ids)


def as_numbers(figure: Interval) -> tuple[int, int, int]:
    """Return low, best and high with a number for what is missing."""
    low, best, high = figure
    return NONE if low is None else low, NONE if best is None else best, NONE if high is None else high


@lru_cache(maxsize=100_000)
def alone(figure: Interval, rank: int) -> dict[str, tuple[tuple[int, int, int], bool]]:
    """Return what each rule that takes one figure of each origin makes of a single origin, and whether its
    answer rests on that origin. Most totals have one origin at first, and few figures are given often.
    """
    answers = {name: rule([Position("", figure, rank)]) for name, rule in OF_POSITIONS.items()}
    return {name: (as_numbers(answer[:3]), bool(answer[3])) for name, answer in answers.items()}


def add_steps(steps: Steps, key: int, claims: Claims, rows: range) -> None:
    """Add the rows of one key to `steps`: at each moment every rule whose row differs from the one before."""
    known, before, counted = Known(claims), {}, ()
    moments, last, results = claims.moment, rows[-1], known.results
    for row in rows:
        known.add(row)
        if row != last and moments[row + 1] == moments[row]:
            continue
        known.update()
        counts = len(known.positions), len(known.statements), len(known.reports)
        for rule, name in enumerate(RULE_NAMES):
            low, best, high, ids = result = results[name]
            if counts != counted or before[name] != result:
                before[name] = result
                steps.add((key, moments[row], rule, low, best, high, *counts), ids)
        counted = counts
