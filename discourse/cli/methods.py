"""``discourse methods``."""

from __future__ import annotations

from importlib import import_module

import click

from discourse.cli.common import json_option, print_json
from discourse.errors import OptionError, did_you_mean

KINDS = (
    "readers",
    "coders",
    "projections",
    "nulls",
    "backbones",
    "studies",
    "clusterers",
    "scores",
    "layouts",
    "plots",
    "writers",
)


@click.command(epilog="Example: discourse methods clusterers")
@click.argument("kind", required=False)
@json_option
def command(kind: str | None, as_json: bool) -> None:
    """List the methods of KIND, or of every kind."""
    if kind is not None and kind not in KINDS:
        raise OptionError(f"{kind!r} is no kind of method.{did_you_mean(kind, KINDS)}")
    tables = {k: import_module(f"discourse.{k}").TABLE for k in KINDS if kind in (None, k)}
    if as_json:
        print_json(
            {
                k: {n: {"summary": e.summary, "takes": e.takes, "extra": e.extra} for n, e in t.items()}
                for k, t in tables.items()
            }
        )
        return
    for name, table in tables.items():
        if not table:
            continue
        click.echo(name)
        for method, entry in table.items():
            extra = f" [needs the extra {entry.extra}]" if entry.extra else ""
            click.echo(f"  {method:<22} {entry.summary}{extra}")
