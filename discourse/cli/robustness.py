"""``discourse robustness``."""

from __future__ import annotations

from pathlib import Path
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
    epilog="Example: discourse robustness statements.csv --cluster leiden2 --scores modularity,ei,rwc --out sure/"
)
@click.argument("data", type=click.Path())
@click.option(
    "--method",
    "-m",
    type=Method("projections"),
    default="congruence",
    show_default=True,
    help="The projection.",
)
@click.option("--rows", help="Variable whose network is made (commenter).")
@click.option("--cols", help="Variable by which rows are tied (narrative).")
@click.option("--qualifier", help="Variable that says how (stance).")
@click.option(
    "--cluster", type=Method("clusterers"), default="leiden", show_default=True, help="How to find groups."
)
@click.option("--scores", default="modularity,ei", show_default=True, help="Which, with commas between.")
@click.option(
    "--by",
    help="What is drawn anew: document, commenter or comment; several from the widest on, with commas.",
)
@click.option("--times", type=int, default=200, show_default=True, help="How many draws; 0 for none.")
@click.option(
    "--nulls", type=int, default=100, show_default=True, help="How many random networks; 0 for none."
)
@click.option(
    "--null",
    type=click.Choice(["0K", "1K", "2K", "sdsm", "fdsm"]),
    help="What they share with the network (sdsm for projections, else 1K).",
)
@click.option(
    "--confusion",
    type=click.Path(),
    help="CSV of what was coded twice: true labels down the side, coded ones along the top.",
)
@click.option("--variable", default="narrative", show_default=True, help="Whose labels these are.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--out", "-o", type=click.Path(), help="Folder to write: the page, its figures and tables.")
@click.option("--title", help="Title of the page.")
@click.option("--force", is_flag=True, help="Replace the output folder.")
@with_range
@set_option
@quiet_option
@json_option
def command(data: str, method: str, out: str | None, **given: Any) -> None:
    """Say how sure the scores of DATA are: coded statements, or a network file.

    Compares them with random networks, draws everything anew, and tries other options. --set is for the projection.
    """
    from discourse import verbs
    from discourse.cli.common import plain
    from discourse.errors import InputError
    from discourse.files import check_folder
    from discourse.model.network import Network
    from discourse.model.statements import Statements
    from discourse.report import report

    if out:
        check_folder(out, force=given["force"])
    read = verbs.read(data)
    if not isinstance(read, Statements | Network):
        raise InputError(
            f"{data} holds {type(read).__name__}, not statements or a network; code it first, with discourse code"
        )
    options: dict[str, Any] = {name: given[name] for name in ("cluster", "times", "nulls", "null", "seed")}
    options["scores"] = [name.strip() for name in given["scores"].split(",") if name.strip()]
    if given["by"]:
        units = [name.strip() for name in given["by"].split(",")]
        options["by"] = units[0] if len(units) == 1 else units
    if given["confusion"]:
        options |= {"confusion": _confusion(given["confusion"]), "variable": given["variable"]}
    if isinstance(read, Statements):
        read, options["project"] = _projection(read, method, given)
        if "by" not in options and "rows" in options["project"]:
            options["by"] = options["project"]["rows"]
    else:
        options["name"] = Path(data).stem
    found = verbs.robustness(read, **options)
    folder = report(found, out, force=given["force"], title=given["title"]) if out else None
    if given["as_json"]:
        print_json(
            {"parameters": found.made.parameters, "tables": {n: plain(t) for n, t in found.tables.items()}}
        )
        return
    for sentence in found.sentences:
        click.echo(sentence)
    if not found.sentences and found.bootstrap is not None:
        click.echo(found.bootstrap.nodes.head(50).to_string(index=False, max_colwidth=50))
    for note in found.made.notes:
        say(f"note: {note}", quiet=given["quiet"])
    if folder:
        say(f"written: {folder / 'robustness.html'}", quiet=given["quiet"])


def _projection(statements: Any, method: str, given: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the statements that are chosen, and the projection with its options."""
    from discourse.cli.common import chosen_statements, usual_variables, values_of
    from discourse.projections import TABLE
    from discourse.registry import defaults

    options = options_of(given["settings"])
    options |= {k: given[k] for k in ("rows", "cols", "qualifier") if given[k] is not None}
    options = usual_variables(statements, defaults(TABLE.load(method)), options) | values_of(given) | options
    return chosen_statements(statements, given), {"method": method, **options}


def _confusion(path: str) -> Any:
    """Read a square table of counts."""
    import io

    import pandas as pd

    from discourse.errors import InputError
    from discourse.files import read_bytes

    try:
        text = io.BytesIO(read_bytes(path))
        table = pd.read_csv(
            text, sep=None, engine="python", index_col=0, encoding="utf-8-sig", keep_default_na=False
        )
        return table.replace("", 0).rename(index=str, columns=str).astype("float64")
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} is not a CSV of counts, with true labels down the side and coded ones along the top: {error}"
        ) from None
