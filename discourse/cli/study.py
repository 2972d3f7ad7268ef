"""``discourse study``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import (
    Method,
    json_option,
    options_of,
    print_json,
    quiet_option,
    say,
    set_option,
    with_range,
)


@click.command(
    epilog="Example: discourse study polarization debate.dna --rows organization --cols concept "
    "--qualifier agreement --width 90D -o polarization.csv --figure polarization.pdf"
)
@click.argument("name", type=Method("studies"))
@click.argument("statements", type=click.Path())
@click.option("--rows", metavar="VARIABLE", help="Who speaks (found by its usual name).")
@click.option("--cols", metavar="VARIABLE", help="What is said (found by its usual name).")
@click.option("--qualifier", metavar="VARIABLE", help="How: agreement, stance (found by its usual name).")
@click.option("--width", metavar="WIDTH", help="Of the windows of time, such as 30D, 6 months or 100 events.")
@click.option("--seed", type=int, help="For what is drawn at random (0).")
@click.option(
    "--output",
    "-o",
    type=click.Path(),
    help="Main table to write, .csv or .parquet; or, without a suffix, a folder for all tables.",
)
@click.option("--figure", "-f", type=click.Path(), help="Figure to write: .pdf, .svg, .png or .tiff.")
@click.option("--view", help="Of the figure, where it has several.")
@click.option("--statement-type", metavar="NAME", help="Of a .dna database: which type of statements.")
@click.option("--force", is_flag=True, help="Replace the output folder.")
@with_range
@set_option
@quiet_option
@json_option
def command(name: str, statements: str, output: str | None, figure: str | None, **given: Any) -> None:
    """Carry out the study NAME of STATEMENTS; discourse methods studies lists them."""
    from discourse import verbs
    from discourse.cli.common import chosen_statements, plain
    from discourse.errors import InputError
    from discourse.model.statements import Statements

    kind = {"statement_type": given["statement_type"]} if given["statement_type"] else {}
    read = verbs.read(statements, **kind)
    if not isinstance(read, Statements):
        raise InputError(
            f"{statements} holds {type(read).__name__}, not statements; code it first, with discourse code"
        )
    study = verbs.study(chosen_statements(read, given), name, **_options(read, name, given))
    if figure:  # drawn and saved before anything else is written, as it may fail
        view = {"view": given["view"]} if given["view"] else {}
        axes = verbs.plot_study(study, **view)
        if output:
            check_output(output, force=given["force"])
        for path in verbs.save_figure(axes.figure, figure):
            say(f"written: {path}", quiet=given["quiet"])
    if output:
        _write(study, output, force=given["force"])
    for note in study.made.notes:
        say(f"note: {note}", quiet=given["quiet"])
    if given["as_json"]:
        tables = {n: plain(t) for n, t in study.tables.items()}
        print_json({"study": name, "parameters": study.made.parameters, "tables": tables})
        return
    if not output:
        click.echo(study.table.head(200).to_string(index=False, max_colwidth=60))
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _options(statements: Any, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the study's options: those given, and the variables by their usual names."""
    from discourse.cli.common import usual_variables, values_of
    from discourse.registry import defaults
    from discourse.studies import TABLE

    known = defaults(TABLE.load(name))
    options = options_of(given["settings"])
    options |= {k: given[k] for k in ("rows", "cols", "qualifier", "width", "seed") if given[k] is not None}
    if "variable" in known and "cols" in options:
        options["variable"] = options.pop("cols")
    return usual_variables(statements, known, options) | values_of(given) | options


def check_output(output: str, *, force: bool) -> None:
    """Raise :class:`OutputError` where the table or folder cannot be written by its name."""
    from pathlib import Path

    from discourse.errors import OutputError
    from discourse.files import check_folder

    suffix = Path(output).suffix.lower()
    if not suffix:
        check_folder(output, force=force)
    elif suffix not in (".csv", ".parquet"):
        raise OutputError(f"{output}: name the output .csv or .parquet")


def _write(study: Any, output: str, *, force: bool) -> None:
    from pathlib import Path

    from discourse.cli.common import table_out
    from discourse.files import building, write_csv

    if Path(output).suffix:
        table_out(study.table, output)
        return
    with building(output, force=force) as place:
        for part, table in study.tables.items():
            write_csv(table, place / f"{part.replace('_', '-')}.csv")
