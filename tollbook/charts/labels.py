"""Place labels beside circles on a map so that nothing covers anything, the same way every time.

Positions are in pixels, x to the right and y down. Labels are placed one after the other, in the order given;
each takes the nearest free spot around its circle, or none when there is none near enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tollbook.charts.pixels import text_width

GAPS = (2, 6, 12, 20, 30, 42, 56, 72, 90)  # pixels between circle and label, tried from the nearest
ANGLES = (0, 180, 90, 270, 30, 330, 150, 210, 60, 300, 120, 240)  # degrees; right and left read best
DIRECTIONS = [(angle, math.cos(math.radians(angle)), math.sin(math.radians(angle))) for angle in ANGLES]
LEADER_GAP = 10  # pixels: a label farther off gets a line to its circle
FIRST_NAMED = (6, 4, 2, 0)  # so many have their text before room is kept for letters: the first that works
CLEAR = 5  # pixels that a label with a line keeps from the circles of others
SPARE = 1  # pixels that a label may come out wider in a browser, which sets letters on whole pixels


class Circle(NamedTuple):
    """A circle on the map with the text that belongs to it."""

    name: str
    x: float
    y: float
    radius: float
    text: str


class Label(NamedTuple):
    """A placed label: the point and the side its text is aligned to, and its leader line, if it is far enough
    for one."""

    name: str
    text: str
    x: float
    y: float
    align: str
    has_leader: bool
    start_x: float
    start_y: float
    end_x: float
    end_y: float


class Box(NamedTuple):
    """An upright rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two rectangles share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_inside(self, other: Box) -> bool:
        """Return whether this rectangle lies wholly within `other`."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def touches(self, circle: Circle) -> bool:
        """Return whether the rectangle and the circle share any area."""
        return self.gap_to(circle) < 0

    def gap_to(self, circle: Circle) -> float:
        """Return the distance of the rectangle from the circle's edge; negative where they share an area."""
        nearest_x = min(max(circle.x, self.left), self.right)
        nearest_y = min(max(circle.y, self.top), self.bottom)
        return math.hypot(circle.x - nearest_x, circle.y - nearest_y) - circle.radius


def text_box(text: str, x: float, y: float, font_size: float) -> Box:
    """Return the rectangle of `text` centred at (x, y)."""
    half_width, half_height = (text_width(text, font_size) + SPARE) / 2, font_size * 0.6
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def spots(circle: Circle, font_size: float) -> Iterator[tuple[float, float, float, int]]:
    """Yield the centres that a label may take, nearest first: x, y, gap to the circle (pixels) and angle
    (degrees)."""
    box = text_box(circle.text, 0, 0, font_size)
    for gap in GAPS:
        for angle, across, down in DIRECTIONS:
            reach = circle.radius + gap
            yield circle.x + across * (reach + box.right), circle.y + down * (reach + box.bottom), gap, angle


def leader(circle: Circle, label: Box, angle: int) -> tuple[float, float, float, float]:
    """Return the line from the circle's edge to the nearest point of the label."""
    end_x, end_y = min(max(circle.x, label.left), label.right), min(max(circle.y, label.top), label.bottom)
    far = math.hypot(end_x - circle.x, end_y - circle.y) or 1.0
    return (
        circle.x + (end_x - circle.x) * circle.radius / far,
        circle.y + (end_y - circle.y) * circle.radius / far,
        end_x,
        end_y,
    )


def crosses(line: tuple[float, float, float, float], box: Box) -> bool:
    """Return whether a line passes through a rectangle, by twenty points along it."""
    return any(box.left < x < box.right and box.top < y < box.bottom for x, y in along(line))


def along(line: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Return twenty-one points along a line."""
    start_x, start_y, end_x, end_y = line
    steps = [number / 20 for number in range(21)]
    return [(start_x + (end_x - start_x) * step, start_y + (end_y - start_y) * step) for step in steps]


def misleads(line: tuple[float, float, float, float], circle: Circle, others: Iterable[Circle]) -> bool:
    """Return whether a leader line passes over another circle than its own, as if it came from there."""
    return any(
        math.hypot(x - other.x, y - other.y) < other.radius
        for other in others
        if other is not circle
        for x, y in along(line)
    )


def anchor(box: Box, angle: int) -> tuple[float, str]:
    """Return the x and the alignment of a label at `angle`: its text starts or ends beside the circle."""
    if angle in (90, 270):
        return (box.left + box.right) / 2, "center"
    return (box.right, "right") if 90 < angle < 270 else (box.left, "left")


def place_labels(
    circles: Iterable[Circle],
    frame: Box,
    font_size: float,
    taken: Iterable[Box] = (),
    farthest: float = GAPS[-1],
    among: Iterable[Circle] = (),
) -> list[Label]:
    """Return the labels that fit, in the order of `circles` (the first has the best choice).

    No label leaves `frame`, covers a circle (those `among` count as well), another label, a leader line or
    one of the rectangles `taken`; a leader line passes over none of them either. A circle without a free spot
    within `farthest` pixels gets no label.
    """
    circles = list(circles)
    known = [*circles, *(circle for circle in among if circle.name not in {one.name for one in circles})]
    boxes, lines, labels = list(taken), [], []
    for circle in circles:
        for x, y, gap, angle in spots(circle, font_size):
            if gap > farthest:
                break
            box = text_box(circle.text, x, y, font_size)
            if not box.is_inside(frame) or any(box.overlaps(other) for other in boxes):
                continue
            if any(box.touches(other) for other in known) or any(crosses(other, box) for other in lines):
                continue
            line = leader(circle, box, angle)
            # A label that stands nearer to another circle would be read as that one's.
            nearest = min((box.gap_to(other) for other in known if other is not circle), default=math.inf)
            has_leader = gap >= LEADER_GAP or nearest <= box.gap_to(circle)
            if has_leader and (
                nearest < CLEAR
                or any(crosses(line, other) for other in boxes)
                or misleads(line, circle, known)
            ):
                continue
            boxes.append(box)
            lines += [line] if has_leader else []
            at, align = anchor(box, angle)
            labels.append(Label(circle.name, circle.text, at, y, align, has_leader, *line))
            break
    return labels


def named_or_lettered(
    circles: Iterable[Circle],
    frame: Box,
    font_size: float,
    taken: Iterable[Box] = (),
    farthest: float = GAPS[-1],
) -> tuple[list[Label], dict[str, str]]:
    """Return a label for every circle, and the key: letter to text of the circles that have a letter only.

    Circles come in the order in which they deserve their text. As few as possible get a letter in its place,
    and only where no room is left; the letter then belongs into a list beside the map. Letters, for a number
    beside a circle would be read as a count.
    """
    circles, taken = list(circles), list(taken)
    for first in FIRST_NAMED:
        placed, lettered = attempt(circles, frame, font_size, taken, farthest, first)
        seen = {label.name for label in placed}
        if seen == {circle.name for circle in circles}:
            break
    boxes = [*taken, *(label_box(label, font_size) for label in placed)]
    for circle in (circle for circle in lettered if circle.name not in seen):
        # A spot farther off; else better a letter on another circle than a circle without a name.
        found = place_labels([circle], frame, font_size, boxes, among=circles)
        found = found or place_labels([circle], frame, font_size, boxes)
        placed += found
        boxes += [label_box(label, font_size) for label in found]
    texts = {circle.name: circle.text for circle in circles}
    return placed, {circle.text: texts[circle.name] for circle in lettered}


def attempt(
    circles: list[Circle], frame: Box, font_size: float, taken: list[Box], farthest: float, first: int
) -> tuple[list[Label], list[Circle]]:
    """Return labels, and the circles with their letters: `first` circles get their text before the letters,
    the others after them. Letters that find no room are missing among the labels."""
    short: list[str] = []
    while True:
        chosen = [circle for circle in circles if circle.name in short]
        lettered = [circle._replace(text=letter(place)) for place, circle in enumerate(chosen)]
        others = [circle for circle in circles if circle.name not in short]
        order = [*others[:first], *lettered, *others[first:]]
        placed = place_labels(order, frame, font_size, taken, farthest)
        seen = {label.name for label in placed}
        lost = [circle.name for circle in others if circle.name not in seen]
        if not lost:
            return placed, lettered
        short += lost[-((len(lost) + 1) // 2) :]


def letter(place: int) -> str:
    """Return the letter of a place in a list, from 0 on: a to z, then aa, ab and so on."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def label_box(label: Label, font_size: float) -> Box:
    """Return the rectangle of a placed label."""
    half = (text_width(label.text, font_size) + SPARE) / 2
    middle = label.x + {"left": half, "center": 0, "right": -half}[label.align]
    return text_box(label.text, middle, label.y, font_size)
