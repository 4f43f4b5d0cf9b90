"""What changed, in plain words: one or a few sentences for each cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from tollbook.differences import hand_rows, naming
from tollbook.differences.attributing import CODE, EVENT, ORDER, Told
from tollbook.differences.hand_rows import file_of
from tollbook.differences.kinds import APART, DECIDES_ON_A_CLAIM, UPDATE
from tollbook.differences.naming import column_words, quoted
from tollbook.differences.rows import Change, Row
from tollbook.scope_words import title_case
from tollbook.words import count, listing


@dataclass(frozen=True)
class Teller:
    """What sentences are made from: the event and the day on which it starts (ISO), the rows of the pages and
    of the claims of both states by their names (the new state's first).
    """

    event: str
    starts: str
    pages: Mapping[str, Row]
    claims: Mapping[str, Row]

    def tell(self, told: Told) -> str:
        """Return a cause in words: what was, and what is."""
        cause = told.cause
        if cause.about in (CODE, EVENT):
            return ""
        if cause.about.startswith(ORDER):
            return f"The rows of {file_of(cause.about.split()[-1])} are tried in another order."
        if told.together > 1:
            return self.joint(told)
        if cause.is_table:
            return hand_rows.sentences(cause.changes, self.event)
        if cause.kind == UPDATE:
            return self.update(told)
        return " ".join(title_case(text) for text in self.each(told))

    def joint(self, told: Told) -> str:
        """Return in a sentence what many causes of one kind are."""
        changes = told.cause.changes
        if told.cause.is_table:
            counts = [
                (sum(one.before is None for one in changes), "new"),
                (sum(one.after is None for one in changes), "gone"),
                (sum(None not in (one.before, one.after) for one in changes), "with other content"),
            ]
            words = ", ".join(f"{number:,} {what}" for number, what in counts if number)
            return f"{count(len(changes), 'row')} of {file_of(told.cause.about)} differ: {words}."
        pages = [one for one in changes if one.table == "raw/reports"]
        claims = [one for one in changes if one.table == "raw/claims"]
        if told.cause.kind == UPDATE:
            return f"{count(len(pages), 'page')} and {count(len(claims), 'figure')} were entered."
        counts = [
            (sum("figure" in one.columns for one in claims if one.after), "figure", "mended"),
            (sum(one.after is None for one in claims), "figure", "taken out"),
            (sum(one.after is None for one in pages), "page", "taken out"),
            (sum(one.table in DECIDES_ON_A_CLAIM for one in changes), "figure", "decided on"),
        ]
        texts = [
            f"{count(number, what)} {'was' if number == 1 else 'were'} {done}"
            for number, what, done in counts
            if number
        ]
        for rows, what in ((claims, "figure"), (pages, "page")):
            texts += cells_mended(rows, what)
        return title_case(f"{listing(texts)}.") if texts else f"{count(len(changes), 'row')} were mended."

    def update(self, told: Told) -> str:
        """Return what was entered: a page, or more of one that was there, and whether it is news."""
        rows, page = told.cause.changes, self.page(told.cause.about)
        if told.cause.about in APART:
            return f"{count(len(rows), 'row')} of {file_of(told.cause.about)} were added."
        counts = [
            (sum(one.table == "raw/claims" for one in rows), "figure"),
            (sum(one.table == "raw/sightings" for one in rows), "place"),
        ]
        words = " and ".join(count(number, what) for number, what in counts if number)
        if not any(one.table == "raw/reports" for one in rows):
            is_one = sum(number for number, _ in counts) == 1
            return f"{words} {'was' if is_one else 'were'} added to {page}."
        return f"{title_case(page)} was entered{f', with {words}' if words else ''}{self.age(told)}."

    def age(self, told: Told) -> str:
        """Return whether a page is later than all that were known, or was only entered later."""
        claims, known = told.after.claims, told.before.claims
        own = claims[claims["report_id"] == told.cause.about]["known_from"].min()
        newest = known["known_from"].max()
        page = self.pages.get(told.cause.about, {})
        has_day = page.get("published") or page.get("dated")  # else it stands where its figures put it
        if pd.isna(own) or pd.isna(newest) or not has_day:
            return ""
        if own == newest:
            return ": a page as late as the latest before"
        return ": a later page than all before" if own > newest else ": an earlier page, entered later"

    def each(self, told: Told) -> Iterator[str]:
        """Yield a sentence for each thing that a correction of a page or a claim, or a remark, changes."""
        rows = told.cause.changes
        gone = {one.key[0] for one in rows if one.table == "raw/reports" and not one.after}
        for page in gone:
            figures = sum(one.table == "raw/claims" for one in rows)
            with_figures = f", with {count(figures, 'figure')}," if figures else ""
            yield f"{self.page(page)}{with_figures} was entered in error and is taken out."
        if not gone:
            for change in rows:
                yield from self.changed(change, told)

    def changed(self, change: Change, told: Told) -> Iterator[str]:
        """Yield the sentences on one row that changed."""
        if change.table == "raw/claims":
            yield from self.claim(change, told)
        elif change.table == "raw/reports":
            name = f"a page of {change.row['outlet']} ({change.row['report_id']})"
            for column in change.columns:
                yield f"The {column_words(column)} of {name} {was_and_is(change, column)}."
        elif change.table in ("hand/withheld", "hand/overrules"):
            yield self.decision(change, told)
        elif change.table.startswith("hand/"):
            yield hand_rows.sentence(change, self.event)
        elif change.table == "raw/sightings":
            place = f"the place {quoted(change.row['place'])} of {self.page(change.row['report_id'])}"
            if change.after is None:
                yield f"{place} was entered in error and is taken out."
            else:
                for column in change.columns:
                    what = "name" if column == "place" else column_words(column)
                    yield f"The {what} of {place} {was_and_is(change, column)}."
        else:
            yield f"A row of {file_of(change.table)} was mended."

    def claim(self, change: Change, told: Told) -> Iterator[str]:
        """Yield the sentences on a claim that was there before."""
        counted = naming.figure_for(change.key[0], change.row, (told.after, told.before), self.event)
        where = f"{counted} on {self.page(change.row['report_id'])}"
        if change.after is None:
            yield f"The figure {quoted(change.row['figure'])} {where} was entered in error and is taken out."
            return
        for column in change.columns:
            if column == "figure":
                yield f"The figure {where} {was_and_is(change, column)}."
            elif column == "category":
                figure = (
                    f"The figure {quoted(change.after['figure'])} on {self.page(change.row['report_id'])}"
                )
                old, new = naming.quoted_apart(*(row[column] for row in (change.before, change.after)))
                blanks = f"The category of t{figure[1:]} {was_and_is(change, column)}."
                yield blanks if old == new else f"{figure} was entered for {old} and is for {new}."
            else:
                figure = f"the figure {quoted(change.after['figure'])} {where}"
                what = "remark on" if column == "note" else f"{column_words(column)} of"
                yield f"The {what} {figure} {was_and_is(change, column)}."

    def decision(self, change: Change, told: Told) -> str:
        """Return a decision on one claim as a sentence."""
        claim_id, is_gone = change.row["claim_id"], change.after is None
        row = self.claims.get(claim_id)
        if row is None:
            return f"A row of {file_of(change.table)} names {claim_id}, which is no claim."
        counted = naming.figure_for(claim_id, row, (told.before, told.after), self.event)
        text = f"The figure {quoted(row['figure'])} {counted} on {self.page(row['report_id'])}"
        if change.table == "hand/withheld":
            text += " is no longer kept out of totals" if is_gone else " is kept out of totals"
        else:
            column = change.row["column"]
            old, new = (
                naming.value_words(column, one.claims.loc[claim_id].get(column, ""), self.event)
                if claim_id in one.claims.index
                else naming.NO_CELL
                for one in (told.before, told.after)
            )
            is_name = column in ("group", "party", "origin")
            text += f" is read as {new}" if is_name else f" counts with the {column_words(column)} {new}"
            text += f" instead of {old}"
            text += ", by the rules again" if is_gone else ""
        return text + hand_rows.reason(change)

    def page(self, report_id: str) -> str:
        """Return a page as a sentence names it."""
        row = self.pages.get(report_id)
        return naming.page_words(row, self.starts) if row else f"the page {report_id}"


def cells_mended(changes: Iterable[Change], what: str) -> list[str]:
    """Return how many rows of a raw table were mended in which cell, besides the figures themselves."""
    columns = Counter(name for one in changes if one.after for name in one.columns if name != "figure")
    return [
        f"the {column_words(name)} of {count(number, what)} was mended" for name, number in columns.items()
    ]


def was_and_is(change: Change, column: str) -> str:
    """Return a cell as it was entered and as it is."""
    old, new = naming.quoted_apart(*((row or {}).get(column, "") for row in (change.before, change.after)))
    if old == new:
        return f"was entered with other blanks between or around its words and is {new}"
    if old == naming.NO_CELL:
        return f"was empty and is {new}"
    return f"was entered as {old} and is {'empty' if new == naming.NO_CELL else new}"
