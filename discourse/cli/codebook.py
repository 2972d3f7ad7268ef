"""``discourse codebook``."""

from __future__ import annotations

import click

from discourse.cli.common import CodebookName, json_option, print_json


@click.group(epilog="Example: discourse codebook check my-codebook.toml")
def command() -> None:
    """Check, list and show codebooks."""


@command.command("list", epilog="Example: discourse codebook list")
@json_option
def list_(as_json: bool) -> None:
    """List the codebooks that come with the package."""
    from discourse.model.codebook import Codebook
    from discourse.model.codebook_file import shipped

    books = [Codebook.load(name) for name in shipped()]
    if as_json:
        print_json(
            [
                {"id": b.id, "label": b.label, "actors": len(b.actors), "narratives": len(b.narratives)}
                for b in books
            ]
        )
        return
    for book in books:
        click.echo(
            f"{book.id:<18} {book.label} ({len(book.actors)} actors, {len(book.narratives)} narratives)"
        )


@command.command(epilog="Example: discourse codebook check my-codebook.toml")
@click.argument("name", type=CodebookName())
@json_option
def check(name: str, as_json: bool) -> None:
    """Check a codebook: that it loads, and that its examples are coded as they say."""
    from discourse.coders.dictionary.examples import check_examples
    from discourse.errors import CodebookError
    from discourse.model.codebook import Codebook

    book = Codebook.load(name)
    problems = check_examples(book)
    if as_json:
        print_json({"id": book.id, "digest": book.digest, "problems": problems})
    else:
        click.echo(
            f"{book.id}: {len(book.actors)} actors, {len(book.narratives)} narratives, digest {book.digest[:12]}"
        )
    if problems:
        raise CodebookError(problems)


@command.command(epilog="Example: discourse codebook show syria-conflict")
@click.argument("name", type=CodebookName())
@click.argument("code", required=False)
@json_option
def show(name: str, code: str | None, as_json: bool) -> None:
    """Show a codebook, or one of its actors or narratives by CODE."""
    from dataclasses import asdict

    from discourse.errors import OptionError, did_you_mean
    from discourse.model.codebook import Codebook
    from discourse.model.codebook_dump import dump

    book = Codebook.load(name)
    if code is None:
        if as_json:
            print_json(book.entities)
            return
        for row in book.entities.to_dict("records"):
            click.echo(f"{row['variable']:<10} {row['id']:<28} {row['label']}")
        return
    found = [asdict(e) for e in book.actors if e.id == code] + [
        asdict(e) for e in book.narratives if e.id == code
    ]
    if not found:
        known = book.entities["id"].tolist()
        raise OptionError(f"{book.id} has no code {code!r}.{did_you_mean(code, known)}")
    if as_json:
        print_json(found)
        return
    entry = f'id = "{code}"'
    for block in dump(book).split("\n\n"):
        if entry in block.splitlines():
            click.echo(block)
