"""What makes a file unfit to be taken over at all."""

from __future__ import annotations


class UnfitError(Exception):
    """A file that cannot be taken over: one line that names the file, what is wrong and what to do."""
