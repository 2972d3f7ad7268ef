"""``discourse cluster``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import Method, json_option, options_of, print_json, quiet_option, say, set_option


@click.command(epilog="Example: discourse cluster net.graphml --method leiden -o groups.csv")
@click.argument("network", type=click.Path())
@click.option("--method", "-m", type=Method("clusterers"), default="leiden", show_default=True)
@click.option("--seed", type=int, help="For methods that draw at random (0).")
@click.option("--output", "-o", type=click.Path(), help="Table to write: .csv or .parquet.")
@set_option
@quiet_option
@json_option
def command(network: str, method: str, seed: int | None, output: str | None, **given: Any) -> None:
    """Put the nodes of NETWORK (.graphml, .gexf or a CSV of ties) into groups."""
    from discourse import verbs
    from discourse.cli.common import table_out

    options = options_of(given["settings"]) | ({} if seed is None else {"seed": seed})
    partition = verbs.cluster(verbs.read(network, format="network"), method, **options)
    if output:
        table_out(partition.table, output)
    if given["as_json"]:
        print_json({"groups": partition.table, "method": method, "parameters": partition.made.parameters})
        return
    if not output:
        for row in partition.table.to_dict("records"):
            click.echo(f"{row['group']}\t{row['node']}")
    sizes = ", ".join(str(s) for s in partition.sizes.tolist())
    say(f"{len(partition)} groups of {sizes} nodes", quiet=given["quiet"])
    for note in partition.made.notes:
        say(note, quiet=given["quiet"])
    if output:
        say(f"written: {output}", quiet=given["quiet"])
