"""A picture of few colours as a small PNG: the one that vl-convert writes is quick to make, not small."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR_ALPHA, INDEXED = 6, 3
LEFT = 1
"""The filter of a line whose bytes say by how much they differ from those of the pixel to the left."""
MOST_COLOURS = 256


def compact(png: bytes) -> bytes:
    """Return the same picture, each pixel as the number of its colour (PNG, third edition, 11.2).

    png: as vl-convert writes it, 8 bits for each of red, green, blue and opacity. What is written in another
    way, has more than 256 colours or is not opaque everywhere comes back as it is.
    """
    pixels = read(png)
    if pixels is None or (pixels[:, :, 3] != 255).any():
        return png
    red, green, blue = (pixels[:, :, channel].astype(np.uint32) for channel in range(3))
    colours, numbers = numbered((red << 16 | green << 8 | blue).ravel())
    if len(colours) > MOST_COLOURS:
        return png
    height, width = pixels.shape[:2]
    unfiltered = np.zeros((height, 1 + width), np.uint8)
    unfiltered[:, 1:] = numbers.reshape(height, width)
    palette = b"".join(int(colour).to_bytes(3, "big") for colour in colours)
    header = struct.pack(">IIBBBBB", width, height, 8, INDEXED, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(unfiltered.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(chunk(name, data) for name, data in parts)


def numbered(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different values, sorted, and for each place the number of its own: `numpy.unique` with
    `return_inverse`, made on the first of each row of equal ones, as there are few rows in a picture.
    """
    starts = np.flatnonzero(np.diff(values, prepend=values[:1] + 1))
    found, numbers = np.unique(values[starts], return_inverse=True)
    return found, np.repeat(numbers, np.diff(starts, append=len(values)))


def read(png: bytes) -> np.ndarray | None:
    """Return the pixels (height, width, red green blue opacity); None for a kind of PNG not known here."""
    found = list(chunks(png))
    width, height, *kind = struct.unpack(">IIBBBBB", found[0][1])
    if kind != [8, TRUE_COLOUR_ALPHA, 0, 0, 0]:
        return None
    data = zlib.decompress(b"".join(content for name, content in found if name == b"IDAT"))
    lines = np.frombuffer(data, np.uint8).reshape(height, 1 + 4 * width)
    if (lines[:, 0] != LEFT).any():
        return None
    return np.cumsum(lines[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each part of a PNG."""
    place = len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a part of a PNG, with its length before it and its check sum behind it."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
