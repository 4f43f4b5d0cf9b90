"""Links from numbers to claims: what an address says, and what hostile words cannot do."""

from __future__ import annotations

import pytest

from tollbook import claim_links
from tollbook.figure_html import MARKDOWN


def test_an_address_names_each_statement_once_in_any_order():
    one = claim_links.link("36 civilians", ["s2", "s1", "s2"])
    assert one == claim_links.link("36 civilians", ["s1", "s2"]) == "[36 civilians](#claims-s1+s2)"
    assert claim_links.named_in("#claims-s1+s2") == claim_links.named_in("claims-s1+s2") == ("s1", "s2")


@pytest.mark.parametrize("nothing", [[], [""], ["", ""]])
def test_a_number_without_statements_is_no_link(nothing: list[str]):
    assert claim_links.link("1,185 claims", nothing) == "1,185 claims"


@pytest.mark.parametrize(
    "address", ["", "#claims-", "#claims-s1+", "#s1", "#claims-s1)", "https://a/#claims-s1"]
)
def test_another_address_names_nothing(address: str):
    assert claim_links.named_in(address) == ()


@pytest.mark.parametrize("name", ["s1)", "s 1", "s+1", '"', "<"])
def test_an_identifier_that_would_break_the_address_is_refused(name: str):
    with pytest.raises(ValueError, match="statement_id"):
        claim_links.link("36", [name])


@pytest.mark.parametrize(
    "words",
    ["<script>x</script>", "36](https://evil.example)", "**36**", "$x$ `y` [z](a)", "a ![b](c)", "&lt;"],
)
def test_hostile_words_are_words_inside_the_link(words: str):
    html = MARKDOWN.render(claim_links.link(words, ["s1"]))
    shown = html.replace('<p><a href="#claims-s1">', "").replace("</a></p>\n", "")
    assert "<" not in shown
    assert html.count("href") == 1
    assert html.count("<a ") == 1


def test_statements_of_several_cells_are_listed_once():
    assert claim_links.listed(["s2;s1", "", "s2"]) == ["s1", "s2"]
