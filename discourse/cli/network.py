"""``discourse network``."""

from __future__ import annotations

from collections.abc import Iterable
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


@click.command(epilog="Example: discourse network statements.csv --method congruence -o net.graphml")
@click.argument("statements", type=click.Path())
@click.option("--method", "-m", type=Method("projections"), default="discourse", show_default=True)
@click.option("--rows", help="Variable whose network is made (commenter).")
@click.option("--cols", help="Variable by which rows are tied (narrative).")
@click.option("--qualifier", help="Variable that says how (stance).")
@click.option("--normalization", help="average, jaccard, cosine, …")
@click.option(
    "--duplicates", help="document, day, week, month, year or range: within what repeats count once."
)
@click.option(
    "--width",
    metavar="WIDTH",
    help="Cut into windows first, such as 30D or 100 events; writes one table of ties.",
)
@click.option("--kernel", help="Of windows: uniform, triangular, epanechnikov or gaussian.")
@click.option("--output", "-o", type=click.Path(), help="File to write: .graphml, .gexf, .csv or .json.")
@with_range
@set_option
@quiet_option
@json_option
def command(statements: str, method: str, output: str | None, **given: Any) -> None:
    """Make a network of STATEMENTS (for the method replies: of a corpus)."""
    from discourse import verbs
    from discourse.cli.common import chosen_statements, usual_variables, values_of
    from discourse.errors import OptionError
    from discourse.model.statements import Statements
    from discourse.projections import TABLE
    from discourse.registry import defaults

    options = options_of(given["settings"])
    names = ("rows", "cols", "qualifier", "normalization", "duplicates")
    options |= {k: given[k] for k in names if given[k] is not None}
    read = verbs.read(statements)
    if isinstance(read, Statements):
        options = usual_variables(read, defaults(TABLE.load(method)), options) | values_of(given) | options
        read = chosen_statements(read, given)
    if given["kernel"] is not None and given["width"] is None:
        raise OptionError("--kernel weighs the statements of windows: name their --width, as in --width 30D")
    if given["width"] is not None:
        _windows(read, method, output, options, given)
        return
    tell(verbs.project(read, method, **options), output, given)


def tell(network: Any, output: str | None, given: dict[str, Any], notes: Iterable[str] = ()) -> None:
    """Write a network, or print it."""
    from discourse.cli.common import plain

    if output:
        write_network(network, output)
    if given["as_json"]:
        print_json({"nodes": plain(network.nodes), "edges": plain(network.edges), "made": network.made})
        return
    if not output:
        for row in network.edges.head(200).to_dict("records"):
            click.echo(f"{row['source']} – {row['target']}: {row['weight']:g}")
    say(f"{network.order} nodes, {network.size} ties", quiet=given["quiet"])
    for note in notes:
        say(f"note: {note}", quiet=given["quiet"])
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _windows(
    read: Any, method: str, output: str | None, options: dict[str, Any], given: dict[str, Any]
) -> None:
    """Write or print the ties of every window in one table."""
    import pandas as pd

    from discourse import verbs
    from discourse.cli.common import table_out
    from discourse.errors import OptionError
    from discourse.model.statements import Statements
    from discourse.model.windows import parse_width

    if not isinstance(read, Statements):
        raise OptionError(f"--width cuts statements into windows, and this file holds {type(read).__name__}")
    parts = []
    for network in verbs.project_windows(read, method, given["width"], kernel=given["kernel"], **options):
        window = network.made["window"]
        about = {k: window[k] for k in ("number", "start", "middle", "stop")}
        parts.append(
            pd.DataFrame([about]).merge(network.edges.astype({"source": str, "target": str}), how="cross")
        )
    number = len(parts)
    filled = [p for p in parts if len(p)]
    ties = (
        pd.concat(filled, ignore_index=True)
        if filled
        else pd.DataFrame(columns=["number", "start", "middle", "stop", "source", "target", "weight"])
    )
    if output:
        table_out(ties, output)
    if given["as_json"]:
        print_json({"windows": number, "ties": ties})
        return
    if not output:
        click.echo(ties.head(200).to_string(index=False))
    said = f"{number} {'window' if number == 1 else 'windows'}, {len(ties)} {'tie' if len(ties) == 1 else 'ties'}"
    say(said, quiet=given["quiet"])
    if not number:
        say(
            "note: no window of this width lies wholly inside the range; take a smaller one",
            quiet=given["quiet"],
        )
    elif parse_width(given["width"])[0] == 1 and "event" not in given["width"]:
        say(
            "note: a width of 1 reaches from one instant to the same; write more, as in 7D for 1W",
            quiet=given["quiet"],
        )
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def write_network(network: Any, output: str) -> None:
    """Write a network in the format of the suffix."""
    from pathlib import Path

    from discourse.errors import OutputError
    from discourse.writers import TABLE

    suffix = Path(output).suffix.lower().lstrip(".")
    if suffix not in TABLE:
        raise OutputError(f"{output}: name the output {', '.join('.' + n for n in TABLE)}")
    TABLE.call(suffix, network, output)
