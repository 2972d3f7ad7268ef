"""The gate of stored comments: what the constructor of Corpus checks, asked of the files in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

from discourse.errors import DataError
from discourse.model.corpus import COMMENT_COLUMNS, PARENT_BY, PRECISIONS, ROLES
from discourse.model.corpus_parts import Parts
from discourse.model.stored_file import quoted

Rule = tuple[str, str, str]  # what is wrong, as SQL; the value to show; the sentence


def check_comments(comments: Parts, documents: Parts) -> None:
    """Check stored comments against the contract of Corpus.

    Parameters
    ----------
    comments : Parts
    documents : Parts

    Raises
    ------
    DataError
        Naming column, row and value.
    """
    rules = list(_rules())
    counts = comments.ask(f"SELECT {', '.join(f'count_if({r[0]})' for r in rules)} FROM {comments.numbered}")[
        0
    ]
    for (wrong, name, sentence), n in zip(rules, counts, strict=True):
        if n:
            row, value = comments.ask(
                f"SELECT row_, {quoted(name)} FROM {comments.numbered} WHERE {wrong} ORDER BY row_ LIMIT 1"
            )[0]
            raise DataError("Corpus.comments: " + sentence.format(row=row, value=repr(value), name=name))
    _check_unique(comments, "comment_id", "Corpus.comments")
    for name, known, ids, target in (
        ("document_id", documents, "document_id", "documents"),
        ("parent_id", comments, "comment_id", "comments"),
    ):
        found = comments.ask(
            f"SELECT min(a.row_), arg_min(a.{name}, a.row_) FROM {comments.numbered} AS a "
            f"ANTI JOIN {known.numbered} AS b ON a.{name} = b.{ids} WHERE a.{name} IS NOT NULL"
        )
        row, value = found[0]
        if row is not None:
            raise DataError(f"Corpus.comments: the {name!r} {value!r} in row {row} is not among the {target}")


def _rules() -> Iterator[Rule]:
    for column in COMMENT_COLUMNS:
        if column.filled or column.kind == "boolean":
            yield (
                f"{column.name} IS NULL",
                column.name,
                "row {row} has no {name!r}; every row needs one",
            )
    yield (
        "parent_id = comment_id",
        "comment_id",
        "the comment {value} is its own parent; leave parent_id empty there",
    )
    for name, known in (("parent_by", PARENT_BY), ("role", ROLES), ("precision", PRECISIONS)):
        words = ", ".join(f"'{w}'" for w in known)
        yield (
            f"{quoted(name)} NOT IN ({words})",
            name,
            f"the {{name!r}} {{value}} in row {{row}} is not among the words {', '.join(known)}",
        )
    yield (
        "confidence IS NULL OR isnan(confidence) OR confidence NOT BETWEEN 0 AND 1",
        "confidence",
        "confidence must lie between 0 and 1, and is {value} in row {row}",
    )


def check_documents(documents: Parts) -> None:
    """Check stored documents against the contract of Corpus.

    Parameters
    ----------
    documents : Parts

    Raises
    ------
    DataError
        Naming row and value.
    """
    missing = documents.ask(f"SELECT min(row_) FROM {documents.numbered} WHERE document_id IS NULL")[0][0]
    if missing is not None:
        raise DataError(f"Corpus.documents: row {missing} has no 'document_id'; every row needs one")
    _check_unique(documents, "document_id", "Corpus.documents")


def _check_unique(table: Parts, name: str, owner: str) -> None:
    """Compare fingerprints of 8 bytes each; only where two are alike, the ids themselves."""
    alike = table.ask(
        f"SELECT count(*) FROM (SELECT hash({name}) AS h FROM {table.numbered} GROUP BY h HAVING count(*) > 1)"
    )
    if not alike[0][0]:
        return
    twice = table.ask(
        f"SELECT {name}, row_ FROM (SELECT {name}, row_, "
        f"row_number() OVER (PARTITION BY {name} ORDER BY row_) AS nth FROM {table.numbered} "
        f"WHERE {name} IN (SELECT {name} FROM {table.numbered} GROUP BY 1 HAVING count(*) > 1)) "
        f"WHERE nth = 2 ORDER BY row_ LIMIT 1"
    )
    if twice:
        value, row = twice[0]
        raise DataError(f"{owner}: the {name!r} {value!r} in row {row} comes twice; ids are unique")
