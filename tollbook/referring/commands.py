"""The commands and their options, as the parsers have them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import NamedTuple

from tollbook import cli
from tollbook.referring.markdown import code, plain, table, with_code

FIRST = ("run", "verify", "check", "execute", "explain", "runs", "reconcile")
"""The commands that `cli.make_parser` adds itself: two of them get their options only when named."""
STATUSES = (
    ("0", "all is well"),
    ("1", "the data, a notebook or a file is at fault; what is wrong is said, with its place"),
    ("2", "the call is at fault: an option, an event, a moment or a file that there is not"),
    ("130", "stopped with Ctrl-C; nothing unfinished is left behind"),
)
GENERAL = ("-h", "--help")
SAID = re.compile(r",? \(default: ([^()]*(?:\([^()]*\)[^()]*)*)\)")
"""Where the help of an option says what holds without it."""


class Command(NamedTuple):
    """A command: the words of its call, what it does in one line, and its parser."""

    words: str
    summary: str
    parser: argparse.ArgumentParser


def commands() -> list[Command]:
    """Return all commands in the order of `tollbook --help`, those of a command (`export hxl`) after it."""
    parser = cli.make_parser([*FIRST, *cli.ON_DEMAND])
    return [*below(parser, parser.prog)]


def below(parser: argparse.ArgumentParser, words: str) -> Iterator[Command]:
    """Yield the commands of a parser, and theirs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {one.dest: one.help or "" for one in action._choices_actions}
            for name, other in action.choices.items():
                yield Command(f"{words} {name}", summaries.get(name, ""), other)
                yield from below(other, f"{words} {name}")


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments and options of a command, without those that every command has."""
    return [
        action
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction) and GENERAL[0] not in action.option_strings
    ]


def heading(command: Command) -> str:
    """Return the heading of a command."""
    return f"`{command.words}`"


def section(command: Command) -> str:
    """Return what the reference says of a command."""
    own = options(command.parser)
    kinds = [action for action in command.parser._actions if isinstance(action, argparse._SubParsersAction)]
    summary = command.summary[:1].upper() + command.summary[1:]
    blocks = [f"### {heading(command)}", f"{with_code(summary).rstrip('.')}."]
    described = " ".join((command.parser.description or "").split())
    if described.rstrip(".").lower() not in ("", command.summary.rstrip(".").lower()):
        blocks.append(with_code(described))
    blocks.append(code(usage(command, own, [name for kind in kinds for name in kind.choices])))
    if own:
        rows = [(code(name(action)), meaning(action), default(action)) for action in own]
        blocks.append(table(("argument or option", "meaning", "default"), rows))
    return "\n\n".join(blocks)


def usage(command: Command, own: list[argparse.Action], kinds: list[str]) -> str:
    """Return how a command is called."""
    given = [name(action) for action in own if not action.option_strings or action.required]
    optional = ["[options]"] if any(action.option_strings for action in own) else []
    return " ".join([command.words, *(["|".join(kinds)] if kinds else []), *given, *optional])


def name(action: argparse.Action) -> str:
    """Return an argument as it stands in a call: `--out DIR`, `[NEW]`."""
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        several = {
            "?": f"[{metavar}]",
            "*": f"[{metavar} ...]",
            "+": f"{metavar} [{metavar} ...]",
            "...": f"[{metavar} ...]",
        }
        return several.get(str(action.nargs), metavar)
    if action.nargs == 0:
        return ", ".join(action.option_strings)
    value = {"?": f" [{metavar}]", "*": f" [{metavar} ...]", "+": f" {metavar} [{metavar} ...]"}
    return ", ".join(action.option_strings) + value.get(str(action.nargs), f" {metavar}")


def meaning(action: argparse.Action) -> str:
    """Return the help of an argument, with the values that it may have."""
    text = (action.help or "") % {**vars(action), "prog": "tollbook"}
    allowed = f"; one of {', '.join(map(str, action.choices))}" if action.choices else ""
    missing = [str(one) for one in action.choices or () if str(one) not in text]
    needed = "; must be given" if action.required and action.option_strings else ""
    return with_code(SAID.sub("", text)) + plain((allowed if missing else "") + needed)


def default(action: argparse.Action) -> str:
    """Return what holds where an option is not given, by its help or its parser; empty where nothing does."""
    if said := SAID.search(action.help or ""):
        return with_code(said[1] % {**vars(action), "prog": "tollbook"})
    value = action.default
    if value in (None, "", False, [], argparse.SUPPRESS) or action.nargs == 0:
        return ""
    return code(", ".join(map(str, value)) if isinstance(value, list | tuple) else value)


def statuses() -> str:
    """Return what the exit statuses mean."""
    return table(("status", "meaning"), [(code(status), plain(words)) for status, words in STATUSES])
