"""Names written from right to left leave the order of an English sentence as it is. The rows are invented."""

import pytest

from tollbook.direction import set_apart

CASES = {
    "a number behind a name": (
        "<p>وزارة الداخلية: 31 or more</p>",
        "<p><bdi>وزارة الداخلية</bdi>: 31 or more</p>",
    ),
    "two names beside each other": (
        "<li>killed (الحماية المدنية, وزارة الداخلية, 2 pages)</li>",
        "<li>killed (<bdi>الحماية المدنية</bdi>, <bdi>وزارة الداخلية</bdi>, 2 pages)</li>",
    ),
    "a title that ends in a year, and a number behind it": (
        "<p><strong>زلزال ٨ مارس ٢٠٢٦.</strong> 19 claims</p>",
        "<p><strong><bdi>زلزال ٨ مارس ٢٠٢٦</bdi>.</strong> 19 claims</p>",
    ),
    "a title with digits of ours": ("<h1>זעזוע 8 במרץ 2026</h1>", "<h1><bdi>זעזוע 8 במרץ 2026</bdi></h1>"),
    "a name between two elements": (
        "<li>“<bdi>٣١ شخصا</bdi>”, وزارة الداخلية: <a>x</a>",
        "<li>“<bdi>٣١ شخصا</bdi>”, <bdi>وزارة الداخلية</bdi>: <a>x</a>",
    ),
    "a joined word": ("<p>by جان‌باخته 5</p>", "<p>by <bdi>جان‌باخته</bdi> 5</p>"),
    "an entity": ("<p>&quot;وزارة&quot;</p>", "<p>&quot;<bdi>وزارة</bdi>&quot;</p>"),
}
UNTOUCHED = [
    "<p>31 people, Łódź, 東京, Ελλάδα</p>",
    "<title>زلزال</title><p>1</p>",
    "<td dir=auto>وزارة 5</td>",
    "<svg><text>وزارة</text></svg>",
    "<select><option>وزارة</option></select>",
    '<p title="وزارة 5">5</p>',
    "<p>“<bdi>وزارة</bdi>” 5</p>",
]


@pytest.mark.parametrize(("page", "expected"), CASES.values(), ids=CASES)
def test_words_from_right_to_left_are_set_apart(page: str, expected: str) -> None:
    assert set_apart(page) == expected


@pytest.mark.parametrize("page", UNTOUCHED)
def test_everything_else_stays(page: str) -> None:
    assert set_apart(page) == page


def test_what_follows_an_element_that_stays_is_set_apart() -> None:
    page = "<svg><svg></svg></svg><p>وزارة 5 a</p>"
    assert set_apart(page) == page.replace("وزارة", "<bdi>وزارة</bdi>")
