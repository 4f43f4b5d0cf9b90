"""What figures count by their own words, against what their category counts. The rows are invented."""

from pathlib import Path

import pandas as pd
import pytest
from adding_project import GOOD, add, sheet

from tollbook import clean, ledger, paths, terms, units
from tollbook.figures import read_figure, read_figures

COUNTED = {
    "families": """
        300 families; two dozen families; 300 displaced families; more than 300 households
        más de 300 familias; trois familles; 300 ménages; 300 Familien; 300 famílias
        300 famiglie; 300 gezinnen
        300 aile; 300 семей; 300 сімей; 300 rodzin; 300 család; 300 οικογένειες; 300 kepala keluarga
        300 hộ dân
        300 pamilya; 200 عائلة; ۳۰۰ خانوار; 300 خاندان; 300 परिवार; ২০ হাজার পরিবার; 300 குடும்பங்கள்
        300 కుటుంబాలు; 120世帯; 2000余户; 300가구; 300 ครัวเรือน
        300 refugee families; 300 families of fishermen; 300 families homeless; 300户村民; 300世帯の住民
        300 keluarga nelayan; 300 hộ ngư dân; ประชาชน 300 ครัวเรือน; 300 عائلة نازحة; ۳۰۰ خانوار روستایی
        ৩০০ জেলে পরিবার; 300 मछुआरे परिवार; 30 семей погибших; 300 grupos familiares; 3家人; 一家人""",
    "buildings": """
        dozens of homes; 300 houses; 300 casas; 300 viviendas; 300 maisons; 300 Häuser; 300 ev; 300 домов
        120 unit rumah; 300 منزل; 300 घर; 50棟; 300채; 300 rumah warga; 300 unidades de vivienda""",
    "places": "12 villages; 12 municipios; 12 गांव; ৫০টি গ্রাম; 12 หมู่บ้าน; 12 روستا",
    "vehicles": """
        three boats; 12 οχήματα; 5台; 12 автобусов; 12 police vehicles; 2 school buses
        12 Personenwagen; 12 személyautó; 30 samochodów osobowych""",
    "animals": "more than 3 lakh cattle; 500 head of cattle; 20 cows; 1.200 animales muertos",
    "money": "৩ কোটি টাকা",
    "people": """
        12 villagers; 5 family members; 20 school children; 12 bus passengers; a family of five
        300 familiares; 5 Familienmitglieder; 5 gezinsleden; 12 روستایی; 12 ग्रामीण; ৫০ জন গ্রামবাসী; 31人; 31名
        31명; 31 คน; 31 orang; 31 человек; 31 kişi; ৩০ জন; 31 लोग; 300 người; خمسة أشخاص
        five members of one family; five-member family; 5 membres d'une même famille; 5 افراد خاندان
        ৫ সদস্যের পরিবার; একই পরিবারের ৫ জন; परिवार के 5 सदस्य; aynı aileden 5 kişi; 5 aile üyesi; 12 köy sakini
        5名家庭成员; 一家五口; 家族5人; 5人家族; 일가족 5명; 30 kişi hastanede; 12 बस यात्री
        30 Gemeindemitglieder; 12人の市職員; 12 chefs de famille; 300 people of a village""",
    "": """
        31; at least 31; dozens; thirty-one; 31 injured; 300 homeless; 300 sin hogar; 300 بے گھر
        30 in hospital; 30 dead in village; 30 wounded at school; 30 погибших в городе""",
}
CASES = [
    (wording, unit)
    for unit, lines in COUNTED.items()
    for wording in (part.strip() for line in lines.split("\n") for part in line.split(";"))
    if wording
]
SHARED = {"unit": ["families", "families", "", "people", "people", "people", "hours"]}


@pytest.mark.parametrize(
    "wording",
    ["120 KK atau 400 jiwa", "120 families or 400 people", "120 familias o 400 personas", "2户或5人"],
)
def test_families_or_people_are_two_figures_and_no_range(wording: str) -> None:
    assert read_figure(wording).reason == "two figures"


@pytest.mark.parametrize("wording", ["30 percent", "30 posto", "30 per cent"])
def test_a_percentage_in_one_language_is_no_count_in_another(wording: str) -> None:
    assert read_figure(wording).reason == "a percentage"


@pytest.mark.parametrize(("wording", "unit"), CASES)
def test_a_figures_own_noun_says_what_it_counts(wording: str, unit: str) -> None:
    read = read_figure(wording)
    assert (read.reason, read.unit) == ("", unit)


def test_another_unit_than_the_categorys_disagrees() -> None:
    nouns = pd.DataFrame(
        {
            "group": ["residents", "", "residents", "residents", "", "", ""],
            "unit": ["people", "families", "people", "participants", "buildings", "", "prisoners"],
        }
    )
    assert units.disagree(pd.DataFrame(SHARED), nouns).tolist() == [
        True,  # 300 families, in a row about people
        False,  # 300 families, in a row about families
        False,  # 300, in a row about people
        False,  # 300 people, of a group that took part
        True,  # 300 people, in a row about houses
        False,  # a category that nobody knows is unknown, and said to be so
        True,  # 24 hours, in a row about prisoners
    ]


def test_figures_of_the_ledger_agree_with_their_categories() -> None:
    claims = ledger.read_csv(paths.OWN / "data/raw/claims.csv")
    assert not units.disagree(read_figures(claims["figure"]), terms.read_nouns(claims)).any()


def test_families_are_no_people(quake_ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = sheet(tmp_path / "new.xlsx", GOOD | {"figure": "más de 300 familias", "outcome": "displaced"})
    assert add(path) == 1
    told = capsys.readouterr().out
    assert 'row 2, column figure: "más de 300 familias" counts families, and the category' in told
    assert "the page's number of people" in told


def test_a_figure_of_another_unit_is_kept_and_set_aside(
    quake_ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    rows = [GOOD | {"figure": figure, "outcome": "displaced"} for figure in ("300 familias", "300 personas")]
    assert add(sheet(tmp_path / "new.xlsx", *rows), "--keep-unknown") == 0
    cleaned = clean.clean(ledger.read())
    aside = cleaned.set_aside[["detail", "reason"]].values.tolist()
    assert aside == [["300 familias", "another unit"]]
    assert "300 familias" not in set(cleaned.claims["figure"])
    assert "300 personas" in set(cleaned.claims["figure"])
