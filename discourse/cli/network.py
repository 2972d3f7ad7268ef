"""``discourse network``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import Method, json_option, options_of, print_json, quiet_option, say, set_option


@click.command(epilog="Example: discourse network statements.csv --method congruence -o net.graphml")
@click.argument("statements", type=click.Path())
@click.option("--method", "-m", type=Method("projections"), default="discourse", show_default=True)
@click.option("--rows", help="Variable whose network is made (commenter).")
@click.option("--cols", help="Variable by which rows are tied (narrative).")
@click.option("--normalization", help="average, jaccard, cosine, …")
@click.option("--output", "-o", type=click.Path(), help="File to write: .graphml, .gexf, .csv or .json.")
@set_option
@quiet_option
@json_option
def command(statements: str, method: str, output: str | None, **given: Any) -> None:
    """Make a network of STATEMENTS (for the method replies: of a corpus)."""
    from discourse import verbs
    from discourse.cli.common import plain

    options = options_of(given["settings"])
    options |= {k: given[k] for k in ("rows", "cols", "normalization") if given[k] is not None}
    network = verbs.project(verbs.read(statements), method, **options)
    if output:
        write_network(network, output)
    if given["as_json"]:
        print_json({"nodes": plain(network.nodes), "edges": plain(network.edges), "made": network.made})
        return
    if not output:
        for row in network.edges.head(200).to_dict("records"):
            click.echo(f"{row['source']} – {row['target']}: {row['weight']:g}")
    say(f"{network.order} nodes, {network.size} ties", quiet=given["quiet"])
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
