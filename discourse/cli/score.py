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
@click.option(
    "--nulls", type=int, default=0, help="With how many random networks to compare it (100 is usual)."
)
@click.option(
    "--null",
    type=click.Choice(["0K", "1K", "2K"]),
    default="1K",
    show_default=True,
    help="What random networks share with this one: the number of ties, degrees, or degrees at both ends of ties.",
)
@click.option("--divide", help="How random networks are put in groups: a clusterer, or given.")
@click.option("--seed", type=int, help="For what is drawn at random (0).")
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
    if given["seed"] is not None:
        options["seed"] = given["seed"]
    if given["nulls"]:
        options |= {name: given[name] for name in ("nulls", "null", "divide")}
    result = verbs.score(read, method, **options)
    if output:
        table_out(result.table, output)
    if given["as_json"]:
        print_json(_told(result))
        return
    if result.chance is not None:
        click.echo(result.sentence)
    elif result.level == "graph":
        click.echo(f"{result.value:.6g}")
    elif not output:
        click.echo(result.table.to_string(index=False, max_colwidth=50))
    for note in result.made.notes:
        say(note, quiet=given["quiet"])
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _told(result: Any) -> dict[str, Any]:
    """Return a score as JSON has it."""
    made = result.made
    found = {
        "method": made.method,
        "level": result.level,
        "parameters": made.parameters,
        "table": result.table,
    }
    if result.chance is None:
        return found | {"notes": list(made.notes)}
    numbers = {name: getattr(result, name) for name in ("null_mean", "z", "p", "intervals", "sentence")}
    return found | {"notes": list(made.notes)} | numbers | {"values": result.chance.values.tolist()}


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
