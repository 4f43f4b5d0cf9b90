"""Chains of rewrites, on small ledgers worked by hand and on pages whose copies a reader had recognised."""

from __future__ import annotations

import pandas as pd
import pytest

from tollbook import clean, ledger, rewrites
from tollbook.paths import hand, resolve

EVENT = "balochistan-2026-01"
NOON = pd.Timestamp("2026-02-01T12:00Z")
NOBODY = ("not named", "unattributed")
CLERK = ("Ahmed Clerk", "state")


def claim(report: str, low: int, source: tuple[str, str] = NOBODY, **more: object) -> dict[str, object]:
    """One clean claim of civilians killed, said at noon by a page whose outlet is its name in capitals."""
    usual = {
        "event_id": EVENT,
        "report_id": report,
        "outlet": report.upper(),
        "group": "civilians",
        "part": "",
        "unit": "people",
        "outcome": "killed",
        "period": "wave",
        "place_id": "",
        "is_whole": True,
        "low": low,
        "high": low,
        "precision": "exact",
        "origin": source[0],
        "party": source[1],
        "date_basis": "moment",
        "known_from": NOON,
    }
    return usual | more


def frame(claims: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(claims)
    return table.astype({"low": "Int64", "high": "Int64"}).assign(
        known_from=lambda rows: pd.to_datetime(rows["known_from"], utc=True).dt.as_unit("s")
    )


def fillers(number: int) -> list[dict[str, object]]:
    """Pages of their own, to make an event of a known size."""
    return [claim(f"filler-{page}", 1000 + page) for page in range(number)]


def page(report: str, figures: list[int], **more: object) -> list[dict[str, object]]:
    return [claim(report, figure, **more) for figure in figures]


def found(claims: list[dict[str, object]], credits: dict[str, str] | None = None) -> pd.DataFrame:
    table = frame(claims)
    reports = table[["report_id"]].drop_duplicates()
    reports = reports.assign(credited_to=[(credits or {}).get(name, "") for name in reports["report_id"]])
    return rewrites.lineages(table, reports).set_index("report_id")


@pytest.fixture(scope="module")
def raw() -> ledger.Ledger:
    return ledger.read(resolve("data/raw"))


@pytest.fixture(scope="module")
def clean_claims(raw: ledger.Ledger) -> pd.DataFrame:
    return clean.clean(raw).claims


@pytest.fixture(scope="module")
def real(raw: ledger.Ledger, clean_claims: pd.DataFrame) -> pd.DataFrame:
    return rewrites.lineages(clean_claims, raw.reports).set_index("report_id")


# Shared figures. 32 pages; a figure that two of them carry weighs log2(32 / 2) = 4 bits.

EARLY = NOON - pd.Timedelta(hours=1)


def two_copies(figures: list[int], copied: list[int], **more: object) -> pd.DataFrame:
    first = page("first", figures, known_from=EARLY, **more)
    return found([*first, *page("second", copied, **more), *fillers(30)])


def test_three_rare_figures_make_a_link_to_the_earlier_page():
    second = two_copies([11, 12, 13], [11, 12, 13]).loc["second"]
    assert second["copied_from"] == "first"
    assert (second["lineage"], second["basis"], second["shared"]) == ("FIRST", "same figures", 3)


def test_one_figure_changed_leaves_eight_bits_and_no_link():
    second = two_copies([11, 12, 13], [11, 12, 14]).loc["second"]
    assert (second["copied_from"], second["lineage"], second["basis"]) == ("", "SECOND", "")


def test_what_both_give_to_the_same_named_source_counts_half():
    # 3 x 4 x 0.5 = 6 bits, and with five figures 5 x 4 x 0.5 = 10
    by_clerk = {"source": CLERK}
    assert two_copies([11, 12, 13], [11, 12, 13], **by_clerk).loc["second", "copied_from"] == ""
    five = [11, 12, 13, 14, 15]
    assert two_copies(five, five, **by_clerk).loc["second", "copied_from"] == "first"


def test_pages_that_share_little_of_what_they_print_need_a_slip_among_it():
    # shared 3 x 4 = 12 bits; two more figures of 5 bits on each page: alike = 12 / (22 + 22 - 12) = 0.375
    first, second = [11, 12, 13, 21, 22], [11, 12, 13, 31, 32]
    assert two_copies(first, second).loc["second", "copied_from"] == "first"
    # a worded "at least" is no slip of the pen
    assert two_copies(first, second, precision="at_least").loc["second", "copied_from"] == ""


def test_a_figure_that_everybody_carries_links_nobody():
    claims = [row for number in range(40) for row in page(f"page-{number}", [11, 12, 13])]
    assert found(claims)["copied_from"].eq("").all()


def test_an_undated_page_is_the_later_one():
    first = page("first", [11, 12, 13])
    undated = page("earliest", [11, 12, 13], date_basis="content", known_from=EARLY)
    links = found([*first, *undated, *fillers(30)])
    assert links.loc["earliest", "copied_from"] == "first"
    assert links.loc["first", "copied_from"] == ""


# Credits


def test_a_credit_leads_to_the_outlets_own_page_with_the_figure_if_it_is_not_later():
    own = page("dawn-1", [11], outlet="Dawn", known_from=EARLY)
    links = found([*own, *page("taker", [11, 12])], {"taker": "Dawn News"})
    taker = links.loc["taker"]
    assert (taker["credited"], taker["lineage"], taker["copied_from"]) == ("Dawn", "Dawn", "dawn-1")
    assert (taker["basis"], taker["shared"]) == ("credit", 1)
    later = page("dawn-1", [11], outlet="Dawn", known_from=NOON + pd.Timedelta(hours=1))
    taker = found([*later, *page("taker", [11, 12])], {"taker": "Dawn"}).loc["taker"]
    assert (taker["lineage"], taker["copied_from"], taker["shared"]) == ("Dawn", "", 0)


@pytest.mark.parametrize("credit", ["AFP (photo)", "ISPR", "local media", "PICSS", "TAKER"])
def test_a_picture_a_source_nobody_and_oneself_are_no_credit_for_a_text(credit: str):
    taker = found(page("taker", [11]), {"taker": credit}).loc["taker"]
    assert (taker["credited"], taker["lineage"], taker["basis"]) == ("", "TAKER", "")


def test_of_two_credits_the_one_whose_takers_the_page_resembles_is_taken():
    figures = [11, 12, 13, 14]
    claims = [*page("taker", figures), *page("other", figures), *page("third", [99]), *fillers(30)]
    credits = {"taker": "AFP;Reuters", "other": "Reuters", "third": "AFP"}
    taker = found(claims, credits).loc["taker"]
    assert (taker["lineage"], taker["credited"]) == ("Reuters", "AFP;Reuters")


def test_of_two_credits_without_likeness_the_one_that_more_pages_name_is_taken():
    credits = {"taker": "TASR;Reuters", "other": "Reuters", "third": "Reuters"}
    claims = [*page("taker", [11]), *page("other", [12]), *page("third", [13])]
    assert found(claims, credits).loc["taker", "lineage"] == "Reuters"


def test_a_page_without_credit_takes_over_the_wire_of_its_likeness_and_hands_it_on():
    figures = [11, 12, 13, 14]
    silent = page("silent", figures, known_from=EARLY)
    copy = page("copy", figures, known_from=NOON + pd.Timedelta(hours=1))
    claims = [*silent, *page("taker", figures), *copy, *fillers(60)]
    links = found(claims, {"taker": "AP"})
    assert links.loc[["silent", "taker", "copy"], "lineage"].eq("AP").all()
    assert links.loc["silent", ["copied_from", "basis"]].tolist() == ["", "same figures"]
    assert links.loc["copy", "copied_from"] == "silent"


def test_a_wire_itself_takes_over_nothing():
    figures = [11, 12, 13, 14]
    claims = [*page("reuters-1", figures, outlet="Reuters", known_from=EARLY), *page("taker", figures)]
    credits = {"taker": "AP", "filler-1": "Reuters"}
    assert found([*claims, *fillers(60)], credits).loc["reuters-1", "lineage"] == "Reuters"


# Overruled by hand


def overrule(monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str]]) -> None:
    decided = pd.DataFrame(rows, columns=["report_id", "copied_from"]).assign(why="read again")
    monkeypatch.setattr(rewrites, "hand", lambda name: decided if name == "echo_overrules" else hand(name))


def test_a_hand_can_take_a_link_away(monkeypatch: pytest.MonkeyPatch):
    overrule(monkeypatch, [("second", "")])
    second = two_copies([11, 12, 13], [11, 12, 13]).loc["second"]
    assert (second["copied_from"], second["lineage"], second["basis"]) == ("", "SECOND", "by hand")


def test_a_hand_can_make_a_link(monkeypatch: pytest.MonkeyPatch):
    overrule(monkeypatch, [("first", "filler-3")])
    links = two_copies([11, 12, 13], [11, 12, 13])
    assert links.loc[["first", "second"], "lineage"].eq("FILLER-3").all()


def test_a_circle_made_by_hand_is_refused_with_its_pages(monkeypatch: pytest.MonkeyPatch):
    overrule(monkeypatch, [("first", "second")])
    with pytest.raises(ValueError, match=r"echo_overrules.*circle.*first"):
        two_copies([11, 12, 13], [11, 12, 13])


# Bad input


def test_no_claims_give_an_empty_table_with_its_columns():
    empty = rewrites.lineages(frame(page("one", [1])).head(0), pd.DataFrame(columns=["report_id"]))
    assert list(empty.columns) == rewrites.COLUMNS
    assert empty.empty


def test_one_outlet_a_thousand_times_is_one_text():
    claims = [claim(f"page-{number}", 11, outlet="Dawn") for number in range(1000)]
    assert found(claims)["lineage"].unique().tolist() == ["Dawn"]


def test_events_and_the_order_of_rows_do_not_mix(
    raw: ledger.Ledger, clean_claims: pd.DataFrame, real: pd.DataFrame
):
    shuffled = clean_claims.sample(frac=1, random_state=7)
    for event, rows in shuffled.groupby("event_id"):
        alone = rewrites.lineages(rows, raw.reports).set_index("report_id")
        pd.testing.assert_frame_equal(alone, real[real["event_id"] == event])


# The ledger


@pytest.mark.parametrize(
    ("report_id", "lineage", "copied_from"),
    [  # what the readers' notes say of these pages, or the other page that the note names
        ("brightgram-2026-01-31", "AP", None),
        ("tatkaal-khabar-2026-02-02", "AP", None),
        ("independent-en-espanol-2026-02-02", "AP", None),
        ("bao-thanh-hoa-2026-02-03", "AP", None),
        ("seoul-reporter-2026-01-31", "AFP", None),
        ("tien-phong-2026-02-04", "Reuters", None),
        ("the-frontier-post-undated", "24NewsHD", "24newshd-undated"),
        ("rider-news-hd-undated", "news.com.pk (Urdu)", "news-com-pk-urdu-undated"),
        ("radio-santa-fe-undated", "AFP", "publimetro-mexico-undated"),
        ("pk-press-club-2026-02-05", "Pakinomist", "pakinomist-2026-02-05"),
    ],
)
def test_copies_that_a_reader_had_recognised_are_found(
    real: pd.DataFrame, report_id: str, lineage: str, copied_from: str | None
):
    row = real.loc[report_id]
    assert row["lineage"] == lineage
    assert copied_from is None or row["copied_from"] == copied_from


def test_a_slip_that_two_pages_share_is_followed(real: pd.DataFrame):
    # 68 people killed: the others say 58
    assert real.loc[["menafn-2026-02-05", "trt-world-2026-02-05"], "lineage"].nunique() == 1


def test_nobody_copies_a_page_that_is_placed_after_it(clean_claims: pd.DataFrame, real: pd.DataFrame):
    order = rewrites.ordered_pages(clean_claims).reset_index()
    number = order.set_index("report_id")["index"]
    copies = real[real["copied_from"].ne("") & real["basis"].ne("by hand")]
    assert (copies["copied_from"].map(number) < copies.index.map(number)).all()


def test_every_name_that_a_page_credits_is_decided(raw: ledger.Ledger):
    named = raw.reports["credited_to"].str.split(";").explode().str.strip()
    assert set(named) - {""} == set(hand("credits")["credited_to"])


def test_every_overruled_page_is_in_the_ledger(raw: ledger.Ledger):
    decided = hand("echo_overrules")
    assert set(decided["report_id"]) | set(decided["copied_from"]) <= {"", *raw.reports["report_id"]}
    assert decided["why"].ne("").all()
