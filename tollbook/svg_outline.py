"""Outlines of paths: read, moved, thinned out and written with as few characters as they need.

An outline is a list of segments `(letter, numbers)` in absolute coordinates (pixels); letters are M, L, C, Q,
A and Z of the SVG path grammar (SVG 2, 9.3). A half circle is an arc with radius 0: its chord says it all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

Segment = tuple[str, tuple[float, ...]]
Outline = list[Segment]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
SHIFT = 0.3
"""How far, in pixels, the edge of a long ring may move: less than a third of the thinnest line."""
NO_SHIFT = 0.02
LONG_RING = 20
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
COMMAND = re.compile(r"([MmLlHhVvCcQqAaZz])([^A-DF-Za-df-z]*)")
LENGTHS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}
# The two flags of an arc may stand without a space before what follows.
ARC = re.compile(
    rf"[\s,]*({NUMBER})[\s,]*({NUMBER})[\s,]*({NUMBER})[\s,]*([01])[\s,]*([01])"
    rf"[\s,]*({NUMBER})[\s,]*({NUMBER})"
)


def read(text: str) -> Outline:
    """Return the outline of a `d` attribute; ValueError for commands other than M L H V C Q A Z."""
    outline: Outline = []
    here = start = (0.0, 0.0)
    if COMMAND.sub("", text).strip(" ,\n\t"):
        raise ValueError(f"path {text[:40]!r}: a command that is not known here")
    for letter, rest in COMMAND.findall(text):
        upper, relative = letter.upper(), letter.islower()
        for number_of, numbers in enumerate(arguments(upper, rest)):
            name = "L" if upper == "M" and number_of else upper
            segment = absolute(name, numbers, here if relative else (0.0, 0.0), here, start)
            here = segment[1][-2:] if segment[1] else start
            start = here if segment[0] == "M" else start
            outline.append(segment)
    return outline


def arguments(letter: str, text: str) -> list[tuple[float, ...]]:
    """Return the numbers of a command, one tuple for each time that it is repeated."""
    if letter == "Z":
        return [()]
    if letter == "A":
        return [tuple(map(float, match.groups())) for match in ARC.finditer(text)]
    numbers = [float(number) for number in re.findall(NUMBER, text)]
    length = LENGTHS[letter]
    if not numbers or len(numbers) % length:
        raise ValueError(f"path command {letter}{text[:40]}: {len(numbers)} numbers")
    return [tuple(numbers[at : at + length]) for at in range(0, len(numbers), length)]


def absolute(name: str, numbers: tuple[float, ...], base: Point, here: Point, start: Point) -> Segment:
    """Return one segment in absolute coordinates; `base` is what its numbers count from."""
    if name == "Z":
        return "Z", ()
    if name == "H":
        return "L", (numbers[0] + base[0], here[1])
    if name == "V":
        return "L", (here[0], numbers[0] + base[1])
    if name == "A":
        radius_x, radius_y, turn, is_large, sweep, x, y = numbers
        return arc(here, radius_x, radius_y, turn, is_large, sweep, (x + base[0], y + base[1]))
    return name, tuple(number + base[at % 2] for at, number in enumerate(numbers))


def arc(
    here: Point, radius_x: float, radius_y: float, turn: float, is_large: float, sweep: float, end: Point
) -> Segment:
    """Return an arc; one too small for its chord grows until it fits (SVG 2, 9.5.1), as renderers do it."""
    if not radius_x or not radius_y:
        return "L", end
    if radius_x == radius_y and radius_x - math.dist(here, end) / 2 < 0.005:
        return "A", (0.0, 0.0, 0.0, 0.0, sweep, *end)
    turn = 0.0 if radius_x == radius_y else turn
    return "A", (round(radius_x, 2), round(radius_y, 2), round(turn, 1), is_large, sweep, *end)


def tenths(value: float) -> float:
    """Return a coordinate to 0.1 pixel; a half goes up, as where a renderer puts letters on whole pixels."""
    return round(math.floor(value * 10 + 0.5 + 1e-6) / 10, 1)


def moved(outline: Outline, matrix: Matrix) -> Outline:
    """Return an outline after a rigid motion, to 0.1 pixel.

    The motion is rounded for itself, so that a symbol has the same shape wherever it stands.
    """
    a, b, c, d, x, y = matrix
    x, y = tenths(x), tenths(y)

    def place(at_x: float, at_y: float) -> Point:
        return tenths(x + tenths(a * at_x + c * at_y)), tenths(y + tenths(b * at_x + d * at_y))

    angle = math.degrees(math.atan2(b, a))
    result: Outline = []
    for letter, numbers in outline:
        first = ()
        if letter == "A":
            radius_x, radius_y, turn, is_large, sweep = numbers[:5]
            turned = 0.0 if radius_x == radius_y else round((turn + angle) % 360, 1)
            first, numbers = (radius_x, radius_y, turned, is_large, sweep), numbers[5:]
        pairs = [place(*numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
        result.append((letter, (*first, *(value for pair in pairs for value in pair))))
    return result


def parts(outline: Outline) -> list[Outline]:
    """Return the pieces of an outline that each begin with a move."""
    found: list[Outline] = []
    for segment in outline:
        if segment[0] == "M" or not found:
            found.append([])
        found[-1].append(segment)
    return found


def thinned(outline: Outline, is_stroked: bool) -> Outline:
    """Return an outline without points that nobody would miss, and without parts that are a single point.

    is_stroked: else it is only filled, every part is a ring, and its last side need not be written.
    """
    result: Outline = []
    for part in parts(outline):
        is_closed = part[-1][0] == "Z"
        if all(letter in "MLZ" for letter, _ in part):
            points = thinned_points([numbers for _, numbers in part if numbers], is_closed or not is_stroked)
            part = [("L" if number_of else "M", point) for number_of, point in enumerate(points)]
            part += [("Z", ())] * is_closed
        if not is_stroked:
            part = [segment for segment in part if segment[0] != "Z"]
        if len({numbers[-2:] for _, numbers in part if numbers}) > 1:
            result += part
    return result


def thinned_points(points: Sequence[Point], is_ring: bool) -> list[Point]:
    """Return `points` without those close to the line that is left (Douglas and Peucker 1973)."""
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    if is_ring and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(kept) < 3:
        return kept
    allowed = SHIFT if is_ring and len(kept) > LONG_RING else NO_SHIFT
    if not is_ring:
        return between(kept, allowed)
    # A ring has no ends: its first point, and the point farthest from it.
    far = max(range(len(kept)), key=lambda at: (math.dist(kept[0], kept[at]), -at))
    return between(kept[: far + 1], allowed)[:-1] + between([*kept[far:], kept[0]], allowed)[:-1]


def between(points: list[Point], allowed: float) -> list[Point]:
    """Return the ends of a line, and of the points between those that lie farther off than `allowed`."""
    keep = {0, len(points) - 1}
    open_spans = [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        offs = [(off_line(points[at], points[first], points[last]), -at) for at in range(first + 1, last)]
        if offs and max(offs)[0] > allowed:
            middle = -max(offs)[1]
            keep.add(middle)
            open_spans += [(first, middle), (middle, last)]
    return [points[at] for at in sorted(keep)]


def off_line(point: Point, first: Point, last: Point) -> float:
    """Return the distance of `point` from the line between two points, ends included."""
    along_x, along_y = last[0] - first[0], last[1] - first[1]
    length = along_x * along_x + along_y * along_y
    if not length:
        return math.dist(point, first)
    share = ((point[0] - first[0]) * along_x + (point[1] - first[1]) * along_y) / length
    share = min(1.0, max(0.0, share))
    return math.dist(point, (first[0] + share * along_x, first[1] + share * along_y))


def bounds(outline: Outline) -> Box:
    """Return left, top, right and bottom of an outline; for curves, of a box that surely holds them."""
    xs: list[float] = []
    ys: list[float] = []
    here: Sequence[float] = (0.0, 0.0)
    for letter, numbers in outline:
        ends = numbers[5:] if letter == "A" else numbers
        centres, reach = [ends[-2:]] if ends else [], 0.0
        if letter == "A" and not numbers[0]:
            centres, reach = [((here[0] + ends[0]) / 2, (here[1] + ends[1]) / 2)], math.dist(here, ends) / 2
        elif letter == "A":
            centres, reach = [here, ends], 2 * max(numbers[:2])
        xs += [*ends[::2], *(x + side * reach for x, _ in centres for side in (-1, 1))]
        ys += [*ends[1::2], *(y + side * reach for _, y in centres for side in (-1, 1))]
        here = ends[-2:] or here
    return min(xs), min(ys), max(xs), max(ys)


def winding(outline: Outline) -> int:
    """Return 1 or -1 for the direction in which an outline of one part runs, 0 for several parts."""
    if len(parts(outline)) != 1:
        return 0
    points = [numbers[-2:] for _, numbers in outline if numbers]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    area = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)
    sweeps = [numbers[4] for letter, numbers in outline if letter == "A"]
    if abs(area) < 0.01 and sweeps:
        area = 1 if sweeps[0] else -1
    return (area > 0) - (area < 0)
