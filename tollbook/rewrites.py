"""Chains of pages that share a text: who credits whom, and which pages carry the same unusual figures.

Two kinds of evidence make a link. A page that credits a wire or an outlet has its text from there (spellings,
and what is no credit for a text, are rows of `data/hand/credits.csv`). And pages that share a set of figures
that few others have, or a slip, share a text: a figure weighs the more the fewer pages of the event carry it.

What this cannot do. It sees figures, no sentences: two desks that work from the same speech can look like
copies of each other, and a copy that changes or drops most figures is not seen. A link says that two pages go
back to one text, not that one desk read the other: both may have it from a wire that neither names. Who was
first is only as sure as the pages' dates; a page without a date of its own is taken to be the later one, and
of two pages of one day the one that gives a time comes first. A set of figures that very many pages carry
says nothing about who copied whom, so the count of independent texts is rather too high than too low.

Read one by one in November 2026 against figures, outlets, languages and the readers' notes: of the 93 links
by figures in the ledger's three events 71 were right, 9 wrong (two are overruled by hand since), and 13 may
be copies as well as two reports of one statement. Of 29 pages whose text a reader had recognised, 17 are
linked to it. Right means that the pages share a text; the wire at its root may be another one, where a taker
credits somebody in between. What a person finds wrong is put right in `data/hand/echo_overrules.csv`, with a
reason.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tollbook.dates import DATED
from tollbook.echoes import NAMES, names
from tollbook.paths import hand
from tollbook.scope import counted_place

COLUMNS = ["event_id", "report_id", "lineage", "credited", "copied_from", "basis", "shared"]
PAGE = ["event_id", "report_id"]
FIGURE = ["event_id", "group", "part", "unit", "outcome", "period", "place", "low", "high", "precision"]

# Two pages share a text when they share at least three figures: fewer stand in any two reports of one speech.
LEAST_SHARED = 3
# The shared figures must be rarer together than one page in a thousand would have by chance: 2 to the 10th.
LEAST_BITS = 10.0
# Of all that the two pages print, weighed by rarity, they must share two fifths. Below it, pages that name
# the same facts in texts of their own were linked too often when the pairs were read.
LEAST_ALIKE = 0.4
# With a figure among them that at most three pages carry and no named source gave, three tenths are enough.
# Such a figure alone is no evidence: of thirty pairs that shared nothing else, few were copies.
LEAST_ALIKE_WITH_SLIP = 0.3
SLIP_PAGES = 3
# Only pages that share a figure which at most this many pages carry are compared at all. It keeps the work in
# proportion to the ledger; three figures that 25 of 400 pages carry reach 12 bits.
RARE_PAGES = 25
# What both pages put into the mouth of the same named source, or what a named source gave on at least a third
# of the pages that carry it, is explained by that source's statement as well as by copying: it counts half.
BY_STATEMENT = 0.5
OFTEN_NAMED = 1 / 3


def lineages(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return, for each page, whose text it carries: event_id, report_id, lineage, credited, copied_from,
    basis, shared.

    `claims` are clean claims, `reports` the raw reports (report_id, credited_to). `lineage` is the outlet or
    wire at the root of the chain, the page's own outlet where nothing leads further; `credited` the outlets
    that the page credits for its text (`;`-joined); `copied_from` the one earlier page that its text goes
    back to, or empty; `basis` is `credit`, `same figures`, `by hand` or empty; `shared` is how many figures
    the page has in common with `copied_from`, or with the page whose credit it takes over. Sorted by event
    and page. Raises ValueError where `data/hand/echo_overrules.csv` sends pages round in a circle.
    """
    if claims.empty:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS}).astype(
            {"shared": "int64"}
        )
    pages, prints = ordered_pages(claims), printed(claims)
    prints["page"] = pages.set_index(PAGE).index.get_indexer(pd.MultiIndex.from_frame(prints[PAGE]))
    links = linked(prints, len(pages))
    credited = credits_of(pages, reports)
    pages["credited"] = credited.groupby("page")["text_of"].agg(";".join).reindex(pages.index, fill_value="")
    pages["text_of"] = main_credit(credited, pages, links)
    pages = overruled(with_parents(pages, prints, links))
    pages["lineage"] = roots(pages)
    earlier = pages["report_id"].reindex(pages["parent"]).fillna("")
    pages = pages.assign(copied_from=earlier.to_numpy())
    return pages[COLUMNS].sort_values(PAGE, ignore_index=True)


def ordered_pages(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row per page of an event, from the earliest to the last: dated pages by the moment at which
    they are known to be out, then those without a date of their own. The index is the page's place in that
    order.
    """
    dated = claims["date_basis"].isin(DATED)
    pages = (
        claims.assign(undated=~dated, moment=claims["known_from"])
        .groupby(PAGE, sort=True)
        .agg(outlet=("outlet", "first"), undated=("undated", "all"), moment=("moment", "min"))
        .reset_index()
    )
    return pages.sort_values(["event_id", "undated", "moment", "report_id"], ignore_index=True)


def printed(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that each page prints, once: event_id, report_id, figure (a number), source (named,
    or empty), carried (by how many pages), bits (how rare it is among the event's pages), is_given (by a
    named source on many of its pages), is_slip.
    """
    cells = claims.assign(
        place=counted_place(claims),
        source=claims["origin"].where(names(claims) == NAMES["somebody"], ""),
    )
    cells["figure"] = cells.groupby(FIGURE, dropna=False, sort=True).ngroup()
    # a page that names a source for a figure once names it
    prints = cells.sort_values([*PAGE, "figure", "source"]).drop_duplicates([*PAGE, "figure"], keep="last")
    carried = prints.groupby("figure")["report_id"].transform("size")
    pages = prints.groupby("event_id")["report_id"].transform("nunique")
    named = prints["source"].ne("").groupby(prints["figure"]).transform("mean")
    could_slip = prints["precision"].eq("exact") & prints["unit"].eq("people") & named.eq(0)
    prints = prints.assign(
        carried=carried,
        bits=np.log2(pages / carried),
        is_given=named >= OFTEN_NAMED,
        is_slip=could_slip & (carried <= SLIP_PAGES),
    )
    kept = [*PAGE, "figure", "source", "carried", "bits", "is_given", "is_slip"]
    return prints[kept].reset_index(drop=True)


def linked(prints: pd.DataFrame, n_pages: int) -> pd.DataFrame:
    """Return the pairs of pages that share a text by their figures, each pair both ways: page, other, shared
    (figures), bits.

    `prints` has `page`, the number of each page. Only pages that share a rare figure meet, never all.
    """
    own = prints.groupby("page")["bits"].agg(["size", "sum"]).reindex(range(n_pages), fill_value=0)
    able = (own["size"] >= LEAST_SHARED) & (own["sum"] >= LEAST_BITS)
    prints = prints[able.to_numpy()[prints["page"]]]
    rare = prints.loc[prints["carried"] <= RARE_PAGES, ["page", "figure"]]
    pairs = rare.merge(rare.rename(columns={"page": "other"}), on="figure")
    pairs = pairs.loc[pairs["page"] < pairs["other"], ["page", "other"]].drop_duplicates()
    both = pairs.merge(prints[["page", "figure", "source", "bits", "is_given", "is_slip"]], on="page")
    both = both.merge(
        prints[["page", "figure", "source"]].rename(columns={"page": "other", "source": "other_source"}),
        on=["other", "figure"],
    )
    same_source = both["source"].ne("") & both["source"].eq(both["other_source"])
    both["own_bits"] = both["bits"].mask(same_source | both["is_given"], both["bits"] * BY_STATEMENT)
    found = both.groupby(["page", "other"], as_index=False).agg(
        shared=("figure", "size"), bits=("bits", "sum"), own=("own_bits", "sum"), slip=("is_slip", "any")
    )
    total = own["sum"].to_numpy()
    alike = found["bits"] / (total[found["page"]] + total[found["other"]] - found["bits"])
    is_link = (found["shared"] >= LEAST_SHARED) & (found["own"] >= LEAST_BITS)
    is_link &= (alike >= LEAST_ALIKE) | (found["slip"] & (alike >= LEAST_ALIKE_WITH_SLIP))
    one_way = found.loc[is_link, ["page", "other", "shared", "bits"]]
    back = one_way.rename(columns={"page": "other", "other": "page"})
    return pd.concat([one_way, back[one_way.columns]], ignore_index=True)


def credits_of(pages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the outlets that pages credit for their text, in the page's order: page, event_id, text_of.

    What `data/hand/credits.csv` says is no credit for a text is left out, and so is an outlet that credits
    itself; a name that is not in it counts as it is written.
    """
    named = pages.rename_axis("page").reset_index()[["page", "event_id", "report_id", "outlet"]]
    worded = named["report_id"].map(reports.set_index("report_id")["credited_to"]).astype(object)
    named["credited_to"] = worded.fillna("")
    named = named[named["credited_to"].ne("")]
    named = named.assign(name=named["credited_to"].str.split(";")).explode("name")
    named["name"] = named["name"].astype(object).str.strip()
    decided = hand("credits").set_index("credited_to").astype(object)
    named["text_of"] = named["name"].map(decided["outlet"]).astype(object).fillna(named["name"])
    counts = named["name"].map(decided["counts"]).ne("no")
    kept = named[counts & named["text_of"].ne("") & named["text_of"].ne(named["outlet"])]
    return kept.drop_duplicates(["page", "text_of"])[["page", "event_id", "text_of"]]


def main_credit(credited: pd.DataFrame, pages: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Return the one outlet whose text each page carries by its own credit (empty: none), on the index of
    `pages`.

    Of several, the one whose other takers the page resembles most, then the one that most pages of the event
    credit, then the first named.
    """
    alone = credited[~credited["page"].duplicated(keep=False)]
    takers = alone.rename(columns={"page": "other"})[["other", "text_of"]]
    likeness = links.merge(takers, on="other").groupby(["page", "text_of"])["bits"].max().rename("likeness")
    ranked = credited.join(likeness, on=["page", "text_of"]).fillna({"likeness": 0.0})
    ranked["takers"] = ranked.groupby(["event_id", "text_of"])["page"].transform("size")
    ranked = ranked.sort_values(["page", "likeness", "takers"], ascending=[True, False, False], kind="stable")
    return ranked.drop_duplicates("page").set_index("page")["text_of"].reindex(pages.index, fill_value="")


def with_parents(pages: pd.DataFrame, prints: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return `pages` with parent (the number of the earlier page its text goes back to, -1 for none), basis
    and shared; a page without credit that resembles a taker of a wire takes over that wire as its `text_of`.
    """
    by_credit = credited_pages(pages, prints)
    earlier = links[links["other"] < links["page"]]
    by_figures = strongest(earlier[pages["text_of"].eq("").to_numpy()[earlier["page"]]])
    found = pd.concat([by_credit, by_figures]).reindex(pages.index)
    pages = pages.assign(
        parent=found["other"].fillna(-1).astype("int64"), shared=found["shared"].fillna(0).astype("int64")
    )
    has_credit = pages["text_of"].ne("")
    wires = pages.loc[has_credit, ["event_id", "text_of"]].drop_duplicates()
    is_wire = pd.MultiIndex.from_frame(pages[["event_id", "outlet"]]).isin(pd.MultiIndex.from_frame(wires))
    alone = ~has_credit & pages["parent"].eq(-1) & ~is_wire
    usable = alone.to_numpy()[links["page"]] & has_credit.to_numpy()[links["other"]]
    siblings = strongest(links[usable]).reindex(pages.index)
    taken = pages["text_of"].reindex(siblings["other"].fillna(-1).astype("int64")).fillna("").to_numpy()
    basis = pd.Series("same figures", index=pages.index).mask(has_credit, "credit")
    return pages.assign(
        text_of=pages["text_of"].mask(alone, pd.Series(taken, index=pages.index)),
        shared=pages["shared"].mask(alone, siblings["shared"].fillna(0).astype("int64")),
        basis=basis.where(has_credit | pages["parent"].ge(0) | (alone & (taken != "")), ""),
    )


def credited_pages(pages: pd.DataFrame, prints: pd.DataFrame) -> pd.DataFrame:
    """Return, for each page with a credit, the credited outlet's own page that is not later and has most of
    its figures: other and shared, indexed by page; none where the ledger has no such page.
    """
    figures = prints[["page", "figure"]].join(pages[["outlet", "text_of"]], on="page")
    # the first page of an outlet that has a figure is enough, and keeps the join as long as the ledger
    first = figures.sort_values("page").drop_duplicates(["outlet", "figure"])
    first = first.rename(columns={"page": "other"})[["other", "outlet", "figure"]]
    takers = figures.loc[figures["text_of"].ne(""), ["page", "text_of", "figure"]]
    both = takers.merge(first, left_on=["text_of", "figure"], right_on=["outlet", "figure"])
    both = both[both["other"] < both["page"]]
    shared = both.groupby(["page", "other"], as_index=False).agg(shared=("figure", "size"))
    return strongest(shared.assign(bits=shared["shared"]))


def strongest(links: pd.DataFrame) -> pd.DataFrame:
    """Return the strongest link of each page (columns other, shared; index page), the earlier page of two
    equal ones.
    """
    ranked = links.sort_values(["page", "bits", "shared", "other"], ascending=[True, False, False, True])
    return ranked.drop_duplicates("page").set_index("page")[["other", "shared"]]


def overruled(pages: pd.DataFrame) -> pd.DataFrame:
    """Return `pages` with the links that `data/hand/echo_overrules.csv` decides otherwise; an empty
    `copied_from` there says that the page is no copy, and its text is its own.
    """
    decided = hand("echo_overrules").set_index("report_id")["copied_from"]
    ours = pages["report_id"].isin(decided.index)
    wanted = pages["report_id"].map(decided).astype(object).fillna("")
    number = pages.set_index(PAGE).index.get_indexer(pd.MultiIndex.from_arrays([pages["event_id"], wanted]))
    return pages.assign(
        parent=pages["parent"].mask(ours, number),
        text_of=pages["text_of"].mask(ours, ""),
        credited=pages["credited"].mask(ours, ""),
        basis=pages["basis"].mask(ours, "by hand"),
        shared=pages["shared"].mask(ours, 0),
    )


def roots(pages: pd.DataFrame) -> pd.Series:
    """Return whose text each page carries: the credit, or else the outlet, of the page at the root of its
    chain. Raises ValueError where a chain has no root.
    """
    parent = pages["parent"].to_numpy()
    ends = np.where(parent < 0, np.arange(len(pages)), parent)
    for _ in range(len(pages).bit_length() + 1):
        ends = ends[ends]
    circular = parent[ends] >= 0
    if circular.any():
        names = sorted(set(pages["report_id"].to_numpy()[circular]))[:5]
        raise ValueError(f"data/hand/echo_overrules.csv sends these pages round in a circle: {names}")
    own = pages["text_of"].where(pages["text_of"].ne(""), pages["outlet"])
    return pd.Series(own.to_numpy()[ends], index=pages.index)
