"""`tollbook export`: an event for an archive or a humanitarian desk, and a run with all that made it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

WELL, DATA_AT_FAULT = 0, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the kinds of export and their options."""
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    package = add_kind(
        kinds,
        "frictionless",
        "the event as a Frictionless data package: tables, what each column means, licences, sources",
        frictionless_command,
    )
    out_option(package, "FILE.zip|DIR", "EVENT-MOMENT-datapackage.zip")
    table = add_kind(
        kinds, "hxl", "the totals in force, or the claims, as a table with HXL hashtags", hxl_command
    )
    table_options(table)
    crate = add_kind(
        kinds,
        "ro-crate",
        "the last recorded run of a page as an RO-Crate: page, notebooks, tables, inputs, versions",
        crate_command,
    )
    out_option(crate, "FILE.zip|DIR", "EVENT-MOMENT-crate.zip")


def table_options(table: argparse.ArgumentParser) -> None:
    """Add the options of `tollbook export hxl`."""
    out_option(table, "FILE.csv", "EVENT-MOMENT-totals.hxl.csv, with --claims EVENT-MOMENT-claims.hxl.csv")
    table.add_argument(
        "--claims",
        action="store_true",
        help="one row for each claim with its page, in place of the totals in force",
    )
    table.add_argument(
        "--rule",
        metavar="R",
        default="",
        help="only the totals by this rule, such as latest or range (default: by every rule)",
    )


def add_kind(
    kinds: argparse._SubParsersAction,
    name: str,
    summary: str,
    command: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Return the parser of a kind of export, with the options that all kinds have."""
    from tollbook.cli import project_option

    kind = kinds.add_parser(name, allow_abbrev=False, help=summary, description=f"{capital(summary)}.")
    kind.set_defaults(command=command)
    kind.add_argument("event", metavar="EVENT", help="an event of data/hand/events.csv")
    kind.add_argument(
        "--as-of",
        metavar="T",
        default="latest",
        help="the moment: latest (default), a day like 2026-02-01 (its end), or a time",
    )
    kind.add_argument(
        "--force", action="store_true", help="replace what an earlier export left at the place of --out"
    )
    project_option(kind)
    return kind


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def out_option(parser: argparse.ArgumentParser, metavar: str, default: str) -> None:
    """Add the option that says where an export goes."""
    parser.add_argument(
        "--out", metavar=metavar, help=f"where it goes (default: {default} in the working folder)"
    )


def frictionless_command(options: argparse.Namespace) -> int:
    """Write an event as a data package that the library finds right; return an exit status."""
    from tollbook.datapackage import FILE
    from tollbook.exporting import asked, data_package
    from tollbook.exporting.targets import Target
    from tollbook.importing import cards
    from tollbook.words import count

    what = asked.read(options)
    target = Target(options.out, f"{what.event}-{what.label}-datapackage.zip", options.force, FILE)
    package = data_package.make(what)
    if wrong := data_package.faults(package.files):
        return refuse(target.shown, wrong, "`tollbook check` and `tollbook run` may say more")
    target.put(package.files)
    decisions = [path for path in package.rows if path.startswith("data/hand/")]
    for path, rows in package.rows.items():
        if path not in decisions:
            print(f"{path}: {count(rows, 'row')}")
    decided = sum(package.rows[path] for path in decisions)
    print(f"data/hand: {count(decided, 'row')} in {len(decisions)} tables")
    for table in cards.of_event(what.project / cards.FOLDER, what.event):
        print(f"left out: {cards.FOLDER}/{table.name}, which stays under the terms of its database")
    print(f"{target.shown}: {len(package.rows)} tables, found valid by frictionless: description and cells")
    return WELL


def hxl_command(options: argparse.Namespace) -> int:
    """Write an event as a table with HXL tags that the library reads back; return an exit status."""
    from tollbook.exporting import asked, hxl_check, hxl_table
    from tollbook.exporting.targets import Target
    from tollbook.refusals import CallError, check_rule

    what = asked.read(options)
    if wrong := check_rule(options.rule) if options.rule else []:
        raise CallError(*wrong)
    if options.rule and options.claims:
        raise CallError("--rule chooses among totals; claims have none: leave out --rule or --claims")
    kind = "claims" if options.claims else "totals"
    target = Target(options.out, f"{what.event}-{what.label}-{kind}.hxl.csv", options.force)
    table = hxl_table.claims(what) if options.claims else hxl_table.totals(what, options.rule)
    content = table.content()
    if wrong := hxl_check.faults(content, table):
        return refuse(target.shown, wrong, "`tollbook check` and `tollbook run` may say more")
    target.put_file(content)
    for line in table.left_out:
        print(line)
    rows = len(table.rows)
    print(
        f"{target.shown}: {rows:,} {kind}, {len(table.columns)} columns, read back and found valid by libhxl"
    )
    return WELL


def crate_command(options: argparse.Namespace) -> int:
    """Write the last recorded run of a page as an RO-Crate; return an exit status."""
    from rocrate.metadata import BASENAME

    from tollbook.exporting import asked, crate, crate_check, crate_run
    from tollbook.exporting.targets import Target

    what = asked.read(options)
    target = Target(options.out, f"{what.event}-{what.label}-crate.zip", options.force, BASENAME)
    run = crate_run.last(what)
    made = crate.make(what, run)
    if wrong := crate_check.faults(made):
        return refuse(target.shown, wrong, "`tollbook run --force` runs the page again")
    target.put(made)
    for line in run.remarks:
        print(line)
    print(
        f"{target.shown}: page of {run.page.started} and the {len(run.notebooks)} notebooks run for it; "
        f"{len(made)} files, read back by rocrate, each with its hash, and all that the records say was made"
    )
    return WELL


def refuse(shown: str, wrong: Iterable[str], then: str) -> int:
    """Say why nothing was written; return the exit status."""
    for line in wrong:
        print(f"tollbook: {line}", file=sys.stderr)
    print(f"tollbook: {shown} was not written; {then}", file=sys.stderr)
    return DATA_AT_FAULT
