"""Nouns, authorities and the contents of totals: what the hand tables decide, and what they do not know."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tollbook import dictionary, terms
from tollbook.paths import hand, resolve

E26, E24, TRAIN = "balochistan-2026-01", "balochistan-2024-08", "jaffar-express-2025-03"
TABLES = ("nouns", "authorities", "includes", "other_outcomes")
LOADED = re.compile(
    r"terroris|martyr|shaheed|neutrali[sz]ed|sent to hell|fidayeen|khawarij|fitna|occupying|"
    r"miscreant|enemy|innocent|criminal|infidel|jihad|heroic|cowardly|sons of soil",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return pd.read_csv(resolve("data/raw/claims.csv"), dtype=str, keep_default_na=False)


def noun(category: str, outcome: str = "killed", **cells: str) -> tuple[str, str, str]:
    read = terms.read_nouns(pd.DataFrame([{"category": category, "outcome": outcome, **cells}])).iloc[0]
    assert read["reason"] == "", f"{category}: {read['reason']}"
    return read["group"], read["part"], read["unit"]


def authority(worded: str, event: str = E26) -> tuple[str, str]:
    read = terms.read_authorities(pd.Series([worded]), pd.Series([event])).iloc[0]
    assert read["reason"] == "", f"{worded}: {read['reason']}"
    return read["origin"], read["party"]


def contents(worded: str) -> pd.Series:
    return terms.read_includes(pd.Series([worded])).iloc[0]


# every wording of the ledger


def test_every_noun_of_the_ledger_is_known(claims):
    read = terms.read_nouns(claims)
    assert claims["category"].nunique() == 215
    assert claims.loc[read["reason"].ne(""), "category"].unique().tolist() == []
    assert set(read.loc[read["group"].eq(""), "unit"]).isdisjoint({"people", "participants", "present", ""})


def test_every_authority_of_the_ledger_is_known(claims):
    read = terms.read_authorities(claims["attributed_to"], claims["event_id"])
    assert claims["attributed_to"].nunique() == 343
    assert claims.loc[read["reason"].ne(""), "attributed_to"].unique().tolist() == []
    assert set(read["party"]) == set(terms.PARTIES)


def test_every_item_of_the_totals_of_the_ledger_is_known(claims):
    read = terms.read_includes(claims["includes"])
    assert read["reason"].unique().tolist() == [""]
    assert (read.loc[claims["includes"] == "", "includes"] == "").all()


def test_without_an_event_every_authority_still_has_a_party(claims):
    assert terms.read_authorities(claims["attributed_to"])["reason"].unique().tolist() == [""]


# nouns, worked by hand


@pytest.mark.parametrize(
    ("worded", "meaning"),
    [
        ("militants", ("militants", "", "people")),
        ("terrorists", ("militants", "", "people")),
        ("BLA members", ("militants", "", "people")),
        ("suicide bombers", ("militants", "suicide bombers", "people")),
        ("Majeed Brigade fidayeen", ("militants", "Majeed Brigade", "people")),
        ("women (militants)", ("militants", "women", "people")),
        ("security personnel", ("security", "", "people")),
        ("police and others", ("security", "", "people")),
        ("law-enforcement personnel", ("security", "", "people")),
        ("soldiers and police", ("security", "", "people")),
        ("soldiers", ("security", "soldiers", "people")),
        ("police officers", ("security", "police", "people")),
        ("levies", ("security", "Levies", "people")),
        ("Frontier Corps soldiers", ("security", "Frontier Corps", "people")),
        ("civilians", ("civilians", "", "people")),
        ("women", ("civilians", "women", "people")),
        ("children", ("civilians", "children", "people")),
        ("labourers", ("civilians", "labourers", "people")),
        ("passengers", ("all_but_militants", "passengers", "people")),
        ("security guards", ("all_but_militants", "guards", "people")),
        ("civilians and security personnel", ("all_but_militants", "", "people")),
        ("people (all but terrorists)", ("all_but_militants", "", "people")),
        ("people (all)", ("all", "", "people")),
        ("men", ("all", "men", "people")),
        ("cities", ("", "cities", "places")),
        ("districts", ("", "districts", "places")),
        ("trucks", ("", "trucks", "vehicles")),
        ("wooden coffins", ("", "", "coffins")),
    ],
)
def test_noun_of_people_killed_or_of_things(worded, meaning):
    assert noun(worded) == meaning


@pytest.mark.parametrize(
    ("worded", "outcome", "note", "unit"),
    [
        ("militants", "other", "number of attackers", "participants"),
        ("armed men", "other", "", "participants"),
        ("suicide bombers", "other", "", "participants"),
        ("passengers", "other", "aboard; says the driver was killed", "aboard"),
        ("security personnel", "other", "on the train", "aboard"),
        ("people (all)", "other", "called casualties", "casualties"),
        (
            "hostages",
            "other",
            "threat: ten to be executed for each operation; not a count of dead",
            "threatened",
        ),
        ("insurgents", "other", "total strength of insurgents, not casualties", "strength"),
        ("passengers and staff", "other", "no contact with them", "present"),
        ("bodies of militants", "other", "sent to hospitals", "bodies"),
        ("bodies", "killed", "", "people"),
        ("hours of fighting", "other", "not a casualty count", "hours"),
        ("prisoners", "freed", "", "prisoners"),
        ("hostages", "freed", "", "people"),
        ("security personnel", "captured", "number of attackers", "people"),
    ],
)
def test_the_outcome_decides_what_a_figure_counts(worded, outcome, note, unit):
    assert noun(worded, outcome, note=note)[2] == unit


def test_killed_or_injured_is_no_count_of_the_killed():
    assert noun("civilians", "other", includes="killed or injured") == ("civilians", "", "casualties")


@pytest.mark.parametrize(
    ("worded", "cells", "meaning"),
    [
        # the BLA's 84, 150, 200 and 280 are one running count, worded as soldiers or as security personnel
        ("soldiers", {"attributed_to": "BLA"}, ("security", "")),
        ("soldiers", {"attributed_to": "Pakistan army"}, ("security", "soldiers")),
        ("soldiers", {"attributed_to": "outlet itself"}, ("security", "soldiers")),
        ("enemy personnel", {"attributed_to": "BLA (Jeeyand Baloch)"}, ("security", "")),
        ("enemy personnel", {"party": "state"}, ("militants", "")),
        # ISPR in August 2024: ten soldiers and four law enforcement personnel make 14
        ("law enforcement personnel", {"event_id": E24}, ("security", "law enforcement")),
        ("law enforcement personnel", {"event_id": E26}, ("security", "")),
        (
            "security personnel",
            {"event_id": E24, "party": "state", "figure": "10"},
            ("security", "security forces without law enforcement"),
        ),
        ("security personnel", {"event_id": E24, "party": "state", "figure": "14"}, ("security", "")),
        # ISPR in March 2025: 23 security personnel, three railway staff and five civilians make 31
        ("soldiers", {"event_id": TRAIN, "party": "state", "figure": "23"}, ("security", "")),
        ("soldiers", {"event_id": TRAIN, "party": "state", "figure": "18"}, ("security", "soldiers")),
        # 11 at Gwadar: five men, three women, three children
        ("men", {"event_id": E26}, ("civilians", "men")),
        ("captives", {"event_id": E26}, ("security", "captives")),
        ("hostages", {"event_id": TRAIN, "party": "armed_group"}, ("security", "hostages")),
        ("hostages", {"event_id": TRAIN, "party": "state"}, ("all_but_militants", "hostages")),
        ("activists", {"event_id": E26}, ("militants", "")),
    ],
)
def test_a_noun_can_mean_another_thing_in_one_event_or_mouth(worded, cells, meaning):
    assert noun(worded, **cells)[:2] == meaning


@pytest.mark.parametrize(
    "worded",
    ["Security  Personnel", " security\u00a0personnel ", "SECURITY PERSONNEL", "security\u2010personnel"],
)
def test_case_spaces_and_hyphens_do_not_matter(worded):
    assert noun(worded) == ("security", "", "people")


@pytest.mark.parametrize(
    ("worded", "reason"),
    [
        ("zouaves", "unknown noun"),
        ("activists", "unknown noun"),
        ("security personnel of the port", "unknown noun"),
        ("", "no noun"),
        (" ", "no noun"),
    ],
)
def test_an_unknown_noun_is_reported_and_not_guessed(worded, reason):
    read = terms.read_nouns(pd.DataFrame({"category": [worded], "outcome": ["killed"]})).iloc[0]
    assert read.tolist() == ["", "", "", reason]


def test_the_index_and_the_order_of_the_claims_are_kept():
    claims = pd.DataFrame({"category": ["police", "zouaves", "police"], "outcome": "killed"}, index=[7, 3, 7])
    read = terms.read_nouns(claims)
    assert read.index.tolist() == [7, 3, 7]
    assert read["part"].tolist() == ["police", "", "police"]


def test_no_claims_give_no_rows():
    empty = pd.DataFrame({"category": [], "outcome": [], "attributed_to": [], "includes": []}, dtype="str")
    assert terms.read_nouns(empty).shape == (0, 4)
    assert terms.read_authorities(empty["attributed_to"]).shape == (0, 4)
    assert terms.read_includes(empty["includes"]).shape == (0, 5)


def test_each_distinct_wording_is_read_once(claims, monkeypatch):
    read, texts = terms.read_noun, []
    monkeypatch.setattr(terms, "read_noun", lambda *cell: texts.append(cell[3:]) or read(*cell))
    again = pd.concat([claims.assign(event_id=f"copy-{number}") for number in range(20)], ignore_index=True)
    assert len(terms.read_nouns(again)) == 20 * len(claims)
    assert len(texts) == len(set(texts)) < len(claims)


# authorities, worked by hand


@pytest.mark.parametrize(
    ("worded", "origin", "party"),
    [
        ("ISPR", "ISPR", "state"),
        ("army spokesman (Gen Ahmed Sharif Chaudhry)", "ISPR", "state"),
        ("Pakistan's military", "ISPR", "state"),
        ("army media wing", "ISPR", "state"),
        ("senior army representative (to AFP)", "senior army officer (to AFP, unnamed)", "state"),
        ("Sarfraz Bugti (Geo News)", "Sarfraz Bugti", "state"),
        ("chief minister", "Sarfraz Bugti", "state"),
        ("Asim Iftikhar Ahmad (UN envoy)", "Asim Iftikhar Ahmad", "state"),
        ("sources (to Reuters)", "officials (to Reuters, unnamed)", "state"),
        ("railway officials (via DG ISPR)", "railway officials (unnamed)", "state"),
        ("BLA (via RIA Novosti)", "BLA", "armed_group"),
        ("UN Security Council press statement", "UN Security Council", "independent"),
        ("Abdullah Khan (PICSS)", "PICSS", "independent"),
        ("AFP toll", "AFP (own count)", "independent"),
        ("witness", "witness (unnamed)", "independent"),
        ("Dawn", "Dawn", "unattributed"),
        ("outlet itself (from Dawn)", "Dawn", "unattributed"),
        ("Wikipedia (infobox)", "Wikipedia", "unattributed"),
        ("outlet itself", "not named", "unattributed"),
        ("earlier toll", "not named", "unattributed"),
    ],
)
def test_authority(worded, origin, party):
    assert authority(worded) == (origin, party)


def test_an_office_belongs_to_a_person_only_in_the_event():
    assert authority("chief minister", "attacks-2031-05") == ("chief minister (unnamed)", "state")
    assert authority("superintendent of police", E24)[0] == "Ayub Achakzai (police, Musakhail)"


def test_a_wire_is_independent_only_where_it_counted_itself():
    assert authority("Reuters", E24) == ("Reuters (own count)", "independent")
    assert authority("Reuters", E26) == ("Reuters", "unattributed")


@pytest.mark.parametrize(
    ("name", "origin", "others"),
    [
        ("BLA", "BLA", set()),
        ("ISPR", "ISPR", {"railway officials (via DG ISPR)"}),
        ("Bugti", "Sarfraz Bugti", {"Mohsin Naqvi and Sarfraz Bugti (joint statement, Quetta)"}),
        ("Shahid Rind", "Shahid Rind", set()),
        ("Asif", "Khawaja Asif", set()),
        ("Achakzai", "Ayub Achakzai (police, Musakhail)", set()),
        ("PICSS", "PICSS", set()),
    ],
)
def test_every_wording_with_a_name_goes_to_that_origin(claims, name, origin, others):
    named = claims[claims["attributed_to"].str.contains(name, regex=False)]
    read = terms.read_authorities(named["attributed_to"], named["event_id"])
    assert set(named.loc[read["origin"] != origin, "attributed_to"]) == others


def test_an_unknown_authority_is_reported_and_not_guessed():
    read = terms.read_authorities(pd.Series(["a dentist", "outlet itself (quoting a fisherman)", ""]))
    assert read.loc[0].tolist() == ["", "", "", "unknown authority"]
    assert read.loc[1].tolist() == ["", "", "", "unknown authority"]
    assert read.loc[2].tolist() == ["not named", "unattributed", "not named", "no authority"]


def test_where_a_known_speaker_spoke_does_not_make_him_unknown():
    read = terms.read_authorities(pd.Series(["Sarfraz Bugti (to a radio in Turbat)"])).iloc[0]
    assert read.tolist() == ["Sarfraz Bugti", "state", "provincial government", "read without its bracket"]


# what totals include, worked by hand


@pytest.mark.parametrize(
    ("worded", "groups", "parts"),
    [
        ("", "", ""),
        ("security;civilians;terrorists", "civilians;militants;security", ""),
        ("law enforcement;civilians", "civilians;security", ""),
        ("militants;security;others", "civilians;militants;security", ""),
        (
            "four police officers;five passersby",
            "civilians;security",
            "civilians:bystanders=5;security:police=4",
        ),
        (
            "21 fighters;14 soldiers and police;60+ civilians",
            "civilians;militants;security",
            "civilians=60+;militants=21;security=14",
        ),
        ("58 men;31 women;15 children", "civilians", "civilians:children=15;civilians:women=31;men=58"),
        (
            "23 security personnel;3 railway staff;5 civilian passengers",
            "civilians;security",
            "civilians:passengers=5;civilians:railway staff=3;security=23",
        ),
        ("banks;prisons;offices", "", "buildings"),
        # not in the ledger: a number and a noun that the tables know
        ("seven police officers;12 civilians", "civilians;security", "civilians=12;security:police=7"),
        ("gunmen;17 security officials", "militants;security", "security=17"),
    ],
)
def test_contents_of_a_total(worded, groups, parts):
    read = contents(worded)
    assert (read["includes"], read["parts"], read["reason"]) == (groups, parts, "")


@pytest.mark.parametrize(
    ("worded", "period", "place"),
    [
        ("41 killed on Friday before the attacks", "pre_attack", ""),
        ("killed in Friday and Saturday raids", "day;pre_attack", ""),
        ("67 on Saturday", "day", ""),
        ("23 Musakhail;10 Kalat;4 Kolpur", "", "Kalat;Kolpur;Musakhail"),
    ],
)
def test_items_that_speak_of_a_period_or_a_place(worded, period, place):
    read = contents(worded)
    assert (read["period_hint"], read["place_hint"], read["reason"]) == (period, place, "")


def test_an_unknown_item_is_reported_and_the_others_are_kept():
    read = contents("civilians;zouaves;many a sapper")
    assert (read["includes"], read["reason"]) == ("civilians", "unknown: zouaves; many a sapper")


# the tables themselves


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("nouns", "Militants,,,,security,,people,present,,", "more than one row for: militants"),
        ("nouns", "sappers,,,,soldiery,,people,present,,", "group soldiery is not one of"),
        ("authorities", "i.s.p.r.,,ISPR,government,military,,", "party government is not one of"),
        ("authorities", "DG  Ispr,,other,state,military,,", "more than one row for: dg ispr"),
        ("includes", "CIVILIANS,,security,,,,,", "more than one row for: civilians"),
    ],
)
def test_a_spoiled_table_is_refused(table, line, message, tmp_path, monkeypatch):
    folder = tmp_path / "data/hand"
    folder.mkdir(parents=True)
    for name in (*TABLES, "groups", "parties", "outcomes", "group_sides", "events"):
        text = resolve(f"data/hand/{name}.csv").read_text(encoding="utf-8")
        text += line + "\n" if name == table else ""
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    monkeypatch.setenv("TOLLBOOK_PROJECT", str(tmp_path))
    claims = pd.DataFrame({"category": ["militants"], "outcome": ["killed"]})
    spoiled = {
        "nouns": lambda: terms.read_nouns(claims),
        "authorities": lambda: terms.read_authorities(pd.Series(["ISPR"])),
        "includes": lambda: terms.read_includes(pd.Series(["civilians"])),
    }
    with pytest.raises(ValueError, match=message):
        spoiled[table]()


def test_what_is_not_plain_has_a_reason():
    nouns, authorities, includes = hand("nouns"), hand("authorities"), hand("includes")
    in_context = nouns[["event_id", "party", "figure"]].ne("").any(axis=1)
    says_it = nouns["noun"].str.startswith("people (") | nouns["noun"].eq("non-militants")
    mixed = nouns["group"].eq("all_but_militants") & ~says_it
    loaded = nouns["noun"].str.contains(LOADED) & ~says_it
    missing = nouns[(in_context | mixed | loaded) & nouns["why"].eq("")]
    assert missing["noun"].tolist() == []
    unspoken = authorities["origin"].ne(authorities["attributed_to"]) & authorities["party"].ne("state")
    judged = unspoken | authorities["event_id"].ne("") | authorities["party"].eq("unattributed")
    own_names = authorities["kind"].isin(["armed group"])
    assert authorities.loc[judged & ~own_names & authorities["why"].eq(""), "attributed_to"].tolist() == []
    assert includes.loc[includes["period"].ne("") & includes["why"].eq(""), "token"].tolist() == []
    assert hand("other_outcomes").query("why == ''").empty


@pytest.mark.parametrize("table", TABLES)
def test_what_tollbook_writes_is_neutral(table):
    written = hand(table).drop(columns=["noun", "attributed_to", "token", "phrase"], errors="ignore")
    found = {text for column in written for text in written[column].unique() if LOADED.search(text)}
    assert found == set()


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_as_their_dictionaries_say(table):
    rows, described = hand(table), dictionary.table(table, "hand")
    assert list(rows.columns) == described.names
    assert not rows.duplicated(described.key).any()
    wrong = [
        (column.name, text)
        for column in described.columns
        for text in rows[column.name].unique()
        if dictionary.fault(column, text)
    ]
    assert wrong == []


def test_the_events_of_the_tables_exist():
    events = {"", *hand("events")["event_id"]}
    assert set(hand("nouns")["event_id"]) | set(hand("authorities")["event_id"]) <= events
