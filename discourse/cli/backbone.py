"""``discourse backbone``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import (
    Method,
    json_option,
    options_of,
    quiet_option,
    set_option,
)


@click.command(epilog="Example: discourse backbone two.graphml -m sdsm --alpha 0.05 -o net.graphml")
@click.argument("network", type=click.Path())
@click.option(
    "--method",
    "-m",
    type=Method("backbones"),
    default="sdsm",
    show_default=True,
    help="discourse methods backbones lists them.",
)
@click.option("--alpha", type=float, help="Ties with a p below this are kept (.05).")
@click.option("--correction", help="For many tests: holm, bonferroni or bh (none).")
@click.option("--output", "-o", type=click.Path(), help="File to write: .graphml, .gexf, .csv or .json.")
@set_option
@quiet_option
@json_option
def command(network: str, method: str, output: str | None, **given: Any) -> None:
    """Keep the ties of NETWORK that are more than chance.

    sdsm, fdsm, fixedrow, fixedcol and fixedfill take a two-mode network, as discourse network -m two_mode makes it, and
    give one of its rows.
    """
    from discourse import verbs
    from discourse.cli.network import tell

    options = options_of(given["settings"])
    options |= {name: given[name] for name in ("alpha", "correction") if given[name] is not None}
    read = verbs.read(network, format="network")
    found = verbs.backbone(read, method, **options)
    tell(found, output, given, found.made.get("notes", ()))
