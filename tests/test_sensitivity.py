"""How much the rule, one source and the placing of undated pages matter: small tables worked by hand."""

import pandas as pd
import pytest
from prose import unlinked

from tollbook import clean, comparing, leaving_out, ledger, parameters, reconcile, sensitivity, statements
from tollbook.charts import rules as charts
from tollbook.figure import Table, prose
from tollbook.paths import resolve

EVENT = "balochistan-2026-01"
EVENTS = [EVENT, "balochistan-2024-08", "jaffar-express-2025-03"]
RUN = parameters.check(EVENT)


def claims(rows, group="security", event=EVENT):
    """Clean claims from (origin, party, low, high, day in February, outlet); killed in the running count."""
    frame = pd.DataFrame(rows, columns=["origin", "party", "low", "high", "day", "outlet"])
    for column in ("low", "high"):
        frame[column] = frame[column].astype("Int64")
    moments = pd.to_datetime([f"2026-02-0{day}T12:00Z" for day in frame["day"]], utc=True).as_unit("s")
    ids = [f"{group}-{number}" for number in range(len(frame))]
    frame = frame.drop(columns="day").assign(
        claim_id=ids,
        report_id=ids,
        source_origin=frame["origin"],
        source_party=frame["party"],
        event_id=event,
        group=group,
        part="",
        unit="people",
        outcome="killed",
        best=frame["low"].where(frame["low"].eq(frame["high"])),
        precision="exact",
        increment=False,
        place_id="",
        is_whole=True,
        period=parameters.check(event).period,
        includes="",
        known_from=moments,
        said_from=moments,
        said_to=moments,
        date_basis="moment",
        as_of="",
        echo="",
    )
    return frame.assign(statement_id=statements.identify(frame))


# One origin gave 10 and then 12; a second agrees with 12; the other side says 100 or more.
ROWS = [
    ("army", "state", 10, 10, 1, "a"),
    ("army", "state", 12, 12, 2, "a"),
    ("minister", "state", 12, 12, 2, "b"),
    ("rebels", "armed_group", 100, None, 1, "c"),
]


def words(rows, group, party):
    """What each rule makes of one group and party, in words."""
    some = rows[(rows["group"] == group) & (rows["party"] == party)]
    return dict(zip(some["rule"], some["words"], strict=True))


def test_every_rule_has_its_row_for_each_group_and_party():
    rows = sensitivity.by_rule(reconcile.totals(claims(ROWS)), RUN)
    assert set(rows["rule"]) == set(reconcile.RULES)
    assert words(rows, "security", "state")["latest"] == "12"
    assert words(rows, "security", "state")["range"] == "10 to 12"
    assert words(rows, "security", "state")["conservative"] == "12"  # the lowest that an origin says now
    assert words(rows, "security", "armed_group")["latest"] == "100 or more"
    assert words(rows, "security", "any")["range"] == "10 or more"


def test_the_table_has_the_parties_side_by_side_with_the_origins_behind_each_figure():
    known = claims(ROWS)
    table = sensitivity.rules_table(reconcile.totals(known), statements.collapse(known), RUN)
    latest = table.set_index("rule").loc["latest"]
    assert latest["officials"] == "12 (2)"  # the army and the minister
    assert latest["armed group"] == "100 or more (1)"
    assert list(table["rule"]) == list(reconcile.RULES)


def test_a_rule_without_a_figure_is_said_and_not_dropped():
    apart = claims([("army", "state", 10, 10, 1, "a"), ("minister", "state", 12, 12, 1, "b")])
    totals = reconcile.totals(apart)
    assert words(sensitivity.by_rule(totals, RUN), "security", "state")["majority"] == "no figure"
    assert "no figure: majority, agreement and priority" in sensitivity.rules_answer(totals, RUN)
    figure = charts.rules_compared(totals, RUN, "rules", "period", "Source.")
    assert all("no figure" in drawing for drawing in figure.drawings.values())
    assert "majority: any source no figure, officials no figure" in figure.alt


def test_the_sentence_gives_the_ends_of_all_rules_but_range():
    later = claims([*ROWS[:3], ("rebels", "armed_group", 100, None, 3, "c")])  # theirs is the newest now
    said = unlinked(sensitivity.rules_answer(reconcile.totals(later), RUN))
    assert "From any source between 12 and 100 or more" in said
    assert "highest: latest; no figure: priority" in said  # nobody of these is in the ranked list
    assert "officials 12; armed group 100 or more" in said
    assert "the lowest to the highest ever given: 10 or more" in said.casefold()


def test_another_event_and_a_later_page_change_nothing():
    mixed = pd.concat([claims(ROWS), claims([("x", "state", 900, 900, 1, "z")], event=EVENTS[2])])
    mixed = pd.concat([mixed, claims([("army", "state", 500, 500, 9, "q")]).assign(claim_id="late")])
    run = parameters.check(EVENT, "2026-02-03")
    alone = sensitivity.rules_answer(reconcile.totals(claims(ROWS)), run)
    assert sensitivity.rules_answer(reconcile.totals(mixed), run) == alone
    assert leaving_out.leave_one_out(mixed, run)[0] == leaving_out.leave_one_out(claims(ROWS), run)[0]


def test_totals_stand_in_where_nobody_gives_a_figure_for_a_group():
    table = sensitivity.by_rule(reconcile.totals(claims(ROWS, "all")), RUN)
    assert set(table["group"]) == {"all"}


def effect(effects, party, kind, source):
    """Low, high without a source, and how far the number moves."""
    rows = effects[(effects["party"] == party) & (effects["kind"] == kind) & (effects["source"] == source)]
    row = rows.iloc[0]
    ends = [None if pd.isna(row[name]) else int(row[name]) for name in ("low_without", "high_without")]
    return (*ends, int(row["size"]))


def test_leaving_out_a_source_is_the_total_of_the_claims_without_it():
    effects = leaving_out.source_effects(claims(ROWS), RUN)
    # Officials say 12. Without the army the minister's 12 stays; without either outlet 12 stays in the other.
    assert effect(effects, "state", "origin", "army") == (12, 12, 0)
    assert effect(effects, "state", "outlet", "a") == (12, 12, 0)
    assert effect(effects, "state", "outlet", "b") == (12, 12, 0)
    # The side that alone says 100 is not one of the officials; nothing of theirs changes without it.
    assert "rebels" not in set(effects.loc[effects["party"] == "state", "source"])


def test_an_origin_that_alone_carries_the_newest_figure_changes_it():
    revised = claims([*ROWS, ("minister", "state", 15, 15, 3, "b")])
    effects = leaving_out.source_effects(revised, RUN)
    assert effect(effects, "state", "origin", "minister") == (12, 12, 3)
    assert effect(effects, "any", "origin", "minister") == (12, 12, 3)
    answer, table = leaving_out.leave_one_out(revised, RUN)
    row = table[(table["figure of"] == "officials") & table["left out"].str.startswith("origin")].iloc[0]
    assert row.tolist()[2:] == ["15", "origin minister", "12", "1 of 2 origins"]
    assert "without the origin minister it would be 12" in unlinked(answer)


def test_a_figure_that_rests_on_one_origin_has_none_left_without_it():
    _, table = leaving_out.leave_one_out(claims(ROWS[:1]), RUN)
    assert set(table["without it"]) == {"none left"}
    assert set(table["left out"]) == {"origin army", "outlet a"}


def test_every_source_left_out_agrees_with_totals_computed_anew():
    known = clean.clean(ledger.read(resolve("data/raw")), EVENT).claims
    run = parameters.check(EVENT, "2026-02-02", "majority")
    effects = leaving_out.source_effects(known, run)
    chosen = effects[effects["kind"] == "origin"].drop_duplicates("source").head(4)["source"]
    assert len(chosen)
    for source in chosen:
        fewer = reconcile.totals(known[known["source_origin"] != source])
        rows = comparing.in_force(fewer, run, "majority", run.period).set_index(["group", "party"])
        for row in effects[effects["source"].eq(source) & effects["kind"].eq("origin")].itertuples():
            expected = rows.loc[(row.group, row.party)] if (row.group, row.party) in rows.index else None
            got = (row.low_without, row.high_without)
            wanted = (pd.NA, pd.NA) if expected is None else (expected["low"], expected["high"])
            assert [pd.isna(one) or int(one) for one in got] == [pd.isna(one) or int(one) for one in wanted]


def test_one_outlet_a_thousand_times_is_one_source():
    many = claims([("army", "state", 10, 10, 1, "a")] * 1000)
    effects = leaving_out.source_effects(many, RUN)
    assert len(effects) == 4  # the origin and the outlet, for officials and for any source


def placed(rows, setting):
    """A stand-in for where undated claims are placed: by a hand-written moment per setting."""
    if setting == "leave_out":
        return rows[rows["date_basis"] == "moment"]
    return rows.assign(known_from=rows["late"] if setting == "latest" else rows["known_from"])


def test_undated_pages_are_moved_and_left_out(monkeypatch):
    monkeypatch.setattr(sensitivity.dates, "place_undated", placed)
    rows = claims(ROWS)
    # The figure 12 stands on undated pages only: known on 2 February at the earliest, on 8 at the latest.
    undated = rows["low"].eq(12)
    late = rows["known_from"].mask(undated, pd.Timestamp("2026-02-08T12:00Z"))
    rows = rows.assign(late=late, date_basis=rows["date_basis"].mask(undated, "content"))
    answer, table = sensitivity.undated_effect(rows, parameters.check(EVENT, "2026-02-03"))
    officials = table[table["figure of"] == "officials"].iloc[0]
    assert officials.tolist()[2:] == ["12", "10", "10"]
    assert "2 of 4 claims stand on pages without a day" in answer
    assert "2 move, 2 of them out of what was known by then" in answer
    assert "armed group" not in set(table["figure of"])  # the same under every setting


def test_undated_pages_of_figures_that_dated_pages_carry_change_nothing(monkeypatch):
    monkeypatch.setattr(sensitivity.dates, "place_undated", placed)
    rows = claims(ROWS)
    rows = rows.assign(late=rows["known_from"])
    answer, table = sensitivity.undated_effect(rows, RUN)
    assert table.empty
    assert answer.startswith("Every claim known by then stands on a page with a day of its own")


@pytest.fixture(scope="module")
def known():
    return clean.clean(ledger.read(resolve("data/raw"))).claims


@pytest.mark.parametrize(
    ("event", "as_of"), [*((event, "latest") for event in EVENTS), (EVENT, "2026-01-31")]
)
def test_real_events_give_sentences_tables_and_a_chart_at_both_widths(known, event, as_of):
    run = parameters.check(event, as_of)
    own = known[known["event_id"] == event]
    totals = reconcile.totals(own)
    figure = charts.rules_compared(totals, run, "rules", "period", "Source.")
    assert set(figure.drawings) >= {"wide", "narrow"}
    assert all(rule in drawing for drawing in figure.drawings.values() for rule in reconcile.RULES)
    Table("rules", "Rules", sensitivity.rules_table(totals, statements.collapse(own), run))
    for answer, table in (leaving_out.leave_one_out(own, run), sensitivity.undated_effect(own, run)):
        prose(answer)
        Table("effects", "Effects", table)


def test_before_anything_is_known_there_is_a_sentence():
    run = parameters.check(EVENT, "2026-01-29")
    totals, nothing = reconcile.totals(claims(ROWS)), claims(ROWS)
    assert sensitivity.rules_answer(totals, run) == sensitivity.WITHOUT_RULES
    assert sensitivity.rules_table(totals, statements.collapse(nothing), run).empty
    assert leaving_out.leave_one_out(nothing, run)[0] == leaving_out.WITHOUT_SOURCES
    assert "nothing to place" in sensitivity.undated_effect(nothing, run)[0]
    with pytest.raises(ValueError, match="no figure"):
        charts.rules_compared(totals, run, "rules", "period", "Source.")


def test_an_empty_ledger_is_no_error():
    nothing = claims(ROWS).iloc[:0]
    assert leaving_out.leave_one_out(nothing, RUN)[1].empty
    assert sensitivity.undated_effect(nothing, RUN)[1].empty
    assert sensitivity.rules_answer(reconcile.totals(nothing), RUN) == sensitivity.WITHOUT_RULES


@pytest.mark.parametrize(
    ("figures", "differing", "sentence"),
    [
        (0, 0, "No figure of killed was in force by then."),
        (7, 0, "**Not one** of 7 figures of killed in force by the rule *latest* depends on it."),
        (7, 1, "**1** of 7 figures of killed in force by the rule *latest* depends on it."),
        (7, 2, "**2** of 7 figures of killed in force by the rule *latest* depend on it."),
    ],
)
def test_how_many_figures_depend_on_undated_pages_is_said_in_words(figures, differing, sentence):
    assert sensitivity.depending(figures, differing, "latest") == sentence


def test_the_middle_of_two_figures_is_no_about_in_the_table_nor_in_the_chart():
    apart = claims([("o", "state", 31, 31, 1, "a"), ("p", "state", 36, 36, 1, "b")])
    rows = sensitivity.by_rule(reconcile.totals(apart), RUN)
    assert rows.loc[rows["rule"] == "median", "best"].tolist() == [33, 33]  # officials, any source
    for shown in (rows, charts.drawable(rows)):
        assert set(shown.loc[shown["rule"] == "median", "words"]) == {"31 to 36"}
