"""Place labels beside circles on a map so that nothing covers anything, the same way every time.

Positions are in pixels, x to the right and y down. Labels are placed one after the other, in the order given;
each takes the nearest free spot around its circle, or none when there is none near enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

GAPS = (2, 6, 12, 20, 30, 42, 56, 72, 90)  # pixels between circle and label, tried from the nearest
ANGLES = (0, 180, 90, 270, 30, 330, 150, 210, 60, 300, 120, 240)  # degrees; right and left read best
LEADER_GAP = 10  # pixels: a label farther off gets a line to its circle
LETTER_WIDTH = 0.52  # of the font size: a generous mean for Tollbook Sans, so that boxes are never too narrow


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
        nearest_x = min(max(circle.x, self.left), self.right)
        nearest_y = min(max(circle.y, self.top), self.bottom)
        return math.hypot(circle.x - nearest_x, circle.y - nearest_y) < circle.radius


def text_box(text: str, x: float, y: float, font_size: float) -> Box:
    """Return the rectangle of `text` centred at (x, y)."""
    half_width, half_height = len(text) * font_size * LETTER_WIDTH / 2, font_size * 0.6
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def spots(circle: Circle, font_size: float) -> Iterator[tuple[float, float, float, int]]:
    """Yield the centres that a label may take, nearest first: x, y, gap to the circle (pixels) and angle
    (degrees)."""
    box = text_box(circle.text, 0, 0, font_size)
    for gap in GAPS:
        for angle in ANGLES:
            across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
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
    start_x, start_y, end_x, end_y = line
    steps = [number / 20 for number in range(21)]
    along = ((start_x + (end_x - start_x) * step, start_y + (end_y - start_y) * step) for step in steps)
    return any(box.left < x < box.right and box.top < y < box.bottom for x, y in along)


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
) -> list[Label]:
    """Return the labels that fit, in the order of `circles` (the first has the best choice).

    No label leaves `frame`, covers a circle, another label, a leader line or one of the rectangles `taken`; a
    leader line may pass over circles but not over labels. A circle without a free spot within `farthest`
    pixels gets no label.
    """
    circles = list(circles)
    boxes, lines, labels = list(taken), [], []
    for circle in circles:
        for x, y, gap, angle in spots(circle, font_size):
            box = text_box(circle.text, x, y, font_size)
            line = leader(circle, box, angle)
            has_leader = gap >= LEADER_GAP
            if gap > farthest or not box.is_inside(frame) or any(box.overlaps(other) for other in boxes):
                continue
            if any(box.touches(other) for other in circles) or any(crosses(other, box) for other in lines):
                continue
            if has_leader and any(crosses(line, other) for other in boxes):
                continue
            boxes.append(box)
            lines += [line] if has_leader else []
            at, align = anchor(box, angle)
            labels.append(Label(circle.name, circle.text, at, y, align, has_leader, *line))
            break
    return labels
