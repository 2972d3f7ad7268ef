"""``discourse score``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import Method, json_option, options_of, print_json, quiet_option, say, set_option


@click.command(epilog="Example: discourse score net.graphml --method modularity --groups groups.csv")
@click.argument("data", type=click.Path())
@click.option(
    "--method", "-m", type=Method("scores"), required=True, help="discourse methods scores lists them."
)
@click.option("--groups", type=click.Path(), help="Table of node and group, for scores of a grouping.")
@click.option("--output", "-o", type=click.Path(), help="Table to write: .csv or .parquet.")
@set_option
@quiet_option
@json_option
def command(data: str, method: str, groups: str | None, output: str | None, **given: Any) -> None:
    """Score DATA: a network file, or for scores of codes a table of statements."""
    from discourse import scores, verbs
    from discourse.cli.common import table_out

    wanted = scores.TABLE.entry(method).takes
    read = verbs.read(data, format="statements" if wanted == "statements" else "network")
    options = options_of(given["settings"])
    if groups is not None:
        options["partition"] = _partition(groups)
    result = verbs.score(read, method, **options)
    if output:
        table_out(result.table, output)
    if given["as_json"]:
        print_json(
            {
                "method": method,
                "level": result.level,
                "parameters": result.made.parameters,
                "table": result.table,
            }
        )
        return
    if result.level == "graph":
        click.echo(f"{result.value:.6g}")
    elif not output:
        click.echo(result.table.to_string(index=False, max_colwidth=50))
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _partition(path: str) -> Any:
    """Read a table of node and group."""
    import io

    import pandas as pd

    from discourse.errors import InputError
    from discourse.files import read_bytes, refuse
    from discourse.model.results import Partition
    from discourse.model.storage import read_parquet

    if path.lower().endswith(".parquet"):
        table = read_parquet(path)
    else:
        try:
            table = pd.read_csv(
                io.BytesIO(read_bytes(path)), dtype={"node": str}, keep_default_na=False, encoding="utf-8-sig"
            )
        except (ValueError, UnicodeDecodeError) as error:
            raise InputError(f"{path} is not a CSV of node and group: {error}") from None
    if not {"node", "group"} <= set(table.columns):
        raise InputError(
            f"{path} needs the columns node and group; it has {', '.join(map(str, table.columns))}"
        )
    return Partition(table[["node", "group"]].assign(node=table["node"].map(refuse)))
