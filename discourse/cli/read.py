"""``discourse read``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import Method, json_option, options_of, print_json, quiet_option, say, set_option


@click.command(epilog="Example: discourse read thread.txt -o corpus.csv")
@click.argument("inputs", nargs=-1, required=True, type=click.Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(),
    help="To write: .csv (to edit), .parquet; coded statements also .dna.",
)
@click.option(
    "--format", "format_", type=Method("readers"), help="The input's format, if it is not found right."
)
@click.option("--split-uncertain", is_flag=True, help="Make what may be another's comment an unknown's.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Which column holds a field, as in text=Body.",
)
@click.option("--force", is_flag=True, help="Replace a .dna database.")
@set_option
@quiet_option
@json_option
def command(inputs: tuple[str, ...], output: str | None, format_: str | None, **given: Any) -> None:
    """Read INPUTS and say what was read, kept, repaired and dropped."""
    from discourse import verbs
    from discourse.errors import InputError, OptionError
    from discourse.model.corpus import Corpus
    from discourse.model.statements import Statements

    options = options_of(given["settings"])
    if given["split_uncertain"]:
        options["split_uncertain"] = True
    if given["columns"]:
        if any("=" not in c for c in given["columns"]):
            raise OptionError("--column: write FIELD=NAME, as in --column text=Body")
        options["columns"] = dict(c.split("=", 1) for c in given["columns"])
    corpus = verbs.read(*inputs, format=format_, **options)
    if isinstance(corpus, Statements):
        _statements(corpus, output, given)
        return
    if not isinstance(corpus, Corpus):
        raise InputError(f"{inputs[0]} holds {type(corpus).__name__}, not comments")
    if output:
        _write(corpus, output)
    if given["as_json"]:
        print_json({"comments": len(corpus), "sources": list(corpus.sources), "audit": corpus.audit})
        return
    if not output:
        _show(corpus)
    for row in corpus.audit.to_dict("records"):
        where = f" (line {row['line']})" if isinstance(row["line"], int) else ""
        say(
            f"{row['action']:>8} {row['rows']:>6} {row['unit']}: {row['reason']}{where}", quiet=given["quiet"]
        )
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _statements(statements: Any, output: str | None, given: dict[str, Any]) -> None:
    """Write or show statements that were coded before."""
    from discourse.cli.common import write_statements

    notes = [str(n) for n in statements.made.get("notes", ()) if isinstance(n, str)]
    if output:
        write_statements(statements, output, force=given["force"])
    if given["as_json"]:
        print_json({"statements": len(statements), "made": statements.made})
        return
    if not output:
        names = ["statement_id", "document_id", *(v.name for v in statements.variables)]
        click.echo(statements.table[names].head(200).to_string(index=False, max_colwidth=40))
    filled = {v.name: len(statements.coded(v.name).used().labels) for v in statements.variables}
    told = ", ".join(f"{name} {n}" for name, n in filled.items() if n)
    say(f"{len(statements)} statements; different values: {told}", quiet=given["quiet"])
    if output and not output.lower().endswith(".dna") and _attributes(statements):
        told = ", ".join(_attributes(statements))
        notes.append(f"a table has no place for attributes of entities ({told}); a .dna database keeps them")
    for note in notes:
        say(f"note: {note}", quiet=given["quiet"])
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _attributes(statements: Any) -> list[str]:
    """Return the attributes of entities that a table of statements cannot hold."""
    own = ("variable", "id", "label", "kind", "parent")
    return [
        str(c) for c in statements.entities.columns if c not in own and statements.entities[c].notna().any()
    ]


def _write(corpus: Any, output: str) -> None:
    from discourse.cli.common import table_out
    from discourse.writers.corpus_table import corpus_table, write_corpus_csv

    if output.lower().endswith(".csv"):
        write_corpus_csv(corpus, output)
    else:
        table_out(corpus_table(corpus), output)


def _show(corpus: Any) -> None:
    for row in corpus.comments.to_dict("records"):
        text = " ".join(str(row["text"]).split())
        line = f"{row['comment_id']}  {row['author']}: {text}"
        click.echo(line if len(line) <= 110 else line[:109] + "…")
