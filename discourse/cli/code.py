"""``discourse code``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import (
    Method,
    codebook_option,
    json_option,
    options_of,
    print_json,
    quiet_option,
    say,
    set_option,
)


@click.command(epilog="Example: discourse code corpus.csv --codebook syria-conflict -o statements.csv")
@click.argument("corpus", type=click.Path())
@codebook_option
@click.option("--coder", type=Method("coders"), default="dictionary", show_default=True)
@click.option("--include-article", is_flag=True, help="Also code the article itself.")
@click.option(
    "--output",
    "-o",
    type=click.Path(),
    help="Table to write: .csv, .parquet, or .dna.",
)
@click.option("--force", is_flag=True, help="Replace a .dna database, which may hold corrections.")
@set_option
@quiet_option
@json_option
def command(corpus: str, codebook: str | None, coder: str, output: str | None, **given: Any) -> None:
    """Find actors and narratives in CORPUS (a table, a thread, or any file that can be read)."""
    from discourse import verbs
    from discourse.cli.common import write_statements
    from discourse.errors import InputError, OptionError
    from discourse.model.corpus import Corpus
    from discourse.writers.statements_table import statements_table

    if codebook is None:
        raise OptionError(
            "name a codebook, as in --codebook syria-conflict; discourse codebook list shows them"
        )
    read = verbs.read(corpus)
    if not isinstance(read, Corpus):
        raise InputError(f"{corpus} holds {type(read).__name__}, not comments")
    options = options_of(given["settings"])
    if given["include_article"]:
        options["include_article"] = True
    statements = verbs.code(read, codebook, coder, **options)
    table = statements_table(statements)
    if output:
        write_statements(statements, output, read, force=given["force"])
    if given["as_json"]:
        print_json({"statements": len(table), "rows": table if not output else None, "made": statements.made})
        return
    if not output:
        texts = dict(zip(read.comments["comment_id"], read.comments["text"], strict=True))
        for row in table.to_dict("records"):
            words = " ".join(texts.get(row["comment_id"], "")[row["start"] : row["stop"]].split())
            code = row["actor"] if isinstance(row["actor"], str) else row["narrative"]
            click.echo(f"{row['statement_id']}  {row['stance']:+d}  {code}: {words[:70]}")
    say(
        f"{len(table)} statements in {table['comment_id'].nunique()} of {len(read)} comments",
        quiet=given["quiet"],
    )
    if output:
        say(f"written: {output}", quiet=given["quiet"])
