"""``discourse read``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from discourse.cli.common import (
    Method,
    byte_progress,
    columns_of,
    json_option,
    key_of,
    options_of,
    print_json,
    quiet_option,
    say,
    set_option,
    visible,
)

#: Comments that are shown where no output is named.
_SHOWN = 1000


@click.command(epilog="Example: discourse read thread.txt -o corpus.csv")
@click.argument("inputs", nargs=-1, required=True, type=click.Path())
@click.option(
    "--output",
    "-o",
    type=click.Path(),
    help="To write: .csv (to edit), .parquet, or a folder for a corpus of any size; coded statements also .dna.",
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
@click.option("--encoding", help="Of text files, as in cp1250, if it is not found right.")
@click.option("--strict", is_flag=True, help="Fail where anything is dropped.")
@click.option(
    "--pseudonyms",
    type=click.Path(),
    metavar="KEYFILE",
    help="Hide names by a key; the file is made if it is not there.",
)
@click.option("--force", is_flag=True, help="Replace what is there.")
@set_option
@quiet_option
@json_option
def command(inputs: tuple[str, ...], output: str | None, format_: str | None, **given: Any) -> None:
    """Read INPUTS (files, folders, patterns) and say what was read, kept, repaired and dropped."""
    from pathlib import Path

    from discourse import verbs
    from discourse.errors import InputError, OutputError
    from discourse.files import check_apart, check_folder
    from discourse.model.corpus import Corpus
    from discourse.model.statements import Statements
    from discourse.verbs import writing

    options = _options(given)
    into = output if output and writing.is_folder(output) else None
    if output:
        check_apart(output, keep=(*inputs, given["pseudonyms"]))
    if into is not None:
        check_folder(into, force=given["force"])
    elif output and Path(output).is_file() and not given["force"]:
        raise OutputError(f"{output} exists; choose another name, or replace it with --force")
    key = key_of(given["pseudonyms"])
    with byte_progress(given["quiet"] or given["as_json"]) as tell:
        corpus = verbs.read(
            *inputs,
            format=format_,
            into=into if key is None else None,
            force=given["force"],
            strict=given["strict"],
            encoding=given["encoding"],
            progress=tell,
            **options,
        )
    if isinstance(corpus, Statements):
        if key is not None:
            raise InputError(
                f"{inputs[0]} holds coded statements, without comments whose names could be replaced"
            )
        _statements(corpus, output, given)
        return
    if not isinstance(corpus, Corpus):
        raise InputError(f"{inputs[0]} holds {type(corpus).__name__}, not comments")
    if key is not None:
        corpus = verbs.pseudonymise(corpus, key)
    if output and (into is None or key is not None):
        verbs.write_corpus(corpus, output, force=given["force"])
    if given["as_json"]:
        print_json({"comments": len(corpus), "sources": list(corpus.sources), "audit": corpus.audit})
        return
    if not output:
        _show(corpus)
    for line in account(corpus):
        say(line, quiet=given["quiet"])
    if output:
        say(f"written: {output}", quiet=given["quiet"])


def _options(given: dict[str, Any]) -> dict[str, Any]:
    options = options_of(given["settings"])
    if given["split_uncertain"]:
        options["split_uncertain"] = True
    if given["columns"]:
        options["columns"] = columns_of(given["columns"])
    return options


def account(corpus: Any) -> Iterator[str]:
    """Yield what is told of a reading: format, columns and the audit of each file."""
    for source in corpus.sources:
        told = f"{source['file']}: {source.get('format', '')}"
        columns = source.get("columns")
        if columns:
            told += "; columns: " + ", ".join(f"{field}={name}" for field, name in columns.items())
        yield told
        for row in corpus.audit[corpus.audit["file"] == source["file"]].to_dict("records"):
            yield _line(row)
    known = {s["file"] for s in corpus.sources}
    for row in corpus.audit[~corpus.audit["file"].isin(known)].to_dict("records"):
        if row["action"] == "dropped":
            yield f"{row['file']}: not read: {row['reason']}"


def _line(row: dict[str, Any]) -> str:
    where = f" (line {row['line']})" if isinstance(row["line"], int) else ""
    shown = row["example"] if isinstance(row["example"], str) and row["action"] != "kept" else ""
    shown = visible(shown)
    example = f": {shown if len(shown) <= 60 else shown[:59] + '…'}" if shown else ""
    return f"{row['action']:>8} {row['rows']:>6} {row['unit']}: {row['reason']}{where}{example}"


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


def _show(corpus: Any) -> None:
    for row in next(corpus.batches(_SHOWN)).to_dict("records"):
        line = visible(f"{row['comment_id']}  {row['author']}: {row['text']}")
        click.echo(line if len(line) <= 110 else line[:109] + "…")
    if len(corpus) > _SHOWN:
        click.echo(f"… and {len(corpus) - _SHOWN} more")
