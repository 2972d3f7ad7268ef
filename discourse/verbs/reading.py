"""Reading files of any known format."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from discourse import readers
from discourse.errors import DiscourseError, OptionError
from discourse.model.corpus import Corpus, concat
from discourse.model.database import Database
from discourse.model.statements import Statements


def read(*inputs: str | os.PathLike[str], format: str | None = None, **options: Any) -> Any:
    """Read files of any known format.

    Parameters
    ----------
    *inputs : path-like
        One file or more; several become one corpus. Or the URL of a server's database of Discourse Network Analyzer,
        as in ``"postgresql://name:password@host/database"``.
    format : str, optional
        A registered reader; found by content if not given.
    **options
        Those of the reader.

    Returns
    -------
    Corpus or Statements or Network
        What the format holds.

    Raises
    ------
    InputError
        Naming the file, what was expected, and what to do.
    """
    if not inputs:
        raise OptionError("read needs at least one file")
    found = [_read_one(path, format, options) for path in inputs]
    if len(found) == 1:
        return found[0]
    if not all(isinstance(f, Corpus) for f in found):
        raise OptionError(
            "several files are joined only where each holds comments; read the others one by one"
        )
    return concat(_distinct(found))


def _read_one(path: str | os.PathLike[str], format: str | None, options: dict[str, Any]) -> Any:
    from discourse.readers.detect import detect
    from discourse.readers.source import Source

    if isinstance(path, str) and "://" in path:
        return _read_server(path, format, **options)
    source = Source.open(path)
    return readers.TABLE.call(format or detect(source), source, **options)


def _read_server(
    url: str, format: str | None, *, statement_type: str | None = None, **options: Any
) -> Statements:
    if options or format not in (None, "dna"):
        wrong = next(iter(options), "format")
        raise OptionError(f"a server's database takes no option {wrong!r}; it takes statement_type")
    database = read_database(url)
    return database.main if statement_type is None else database[statement_type]


def read_database(place: str | os.PathLike[str]) -> Database:
    """Read a whole database of Discourse Network Analyzer: statements of every type, documents, coders, patterns.

    See :func:`discourse.readers.dna.read_database`; :func:`read` gives the statements of one type.
    """
    from discourse.readers import dna

    return dna.read_database(place)


def is_coded(path: str | os.PathLike[str], format: str | None = None) -> bool:
    """Return whether a file holds statements that are coded already, or by its name ought to.

    Parameters
    ----------
    path : path-like
    format : str, optional
        A registered reader; found by content if not given.
    """
    from discourse.readers.detect import detect
    from discourse.readers.source import Source

    if "://" in str(path) or str(path).lower().endswith(".dna"):
        return True
    try:
        return (format or detect(Source.open(path))) in _CODED
    except DiscourseError:
        return False


#: Readers that give statements.
_CODED = ("dna", "statements")


def _distinct(corpora: Sequence[Corpus]) -> list[Corpus]:
    """Rename documents, and their comments, whose ids are taken by an earlier file."""
    taken: set[str] = set()
    out = []
    for corpus in corpora:
        names = corpus.documents["document_id"].tolist()
        new = {}
        for name in names:
            candidate, n = name, 1
            while candidate in taken or (candidate != name and candidate in names):
                n += 1
                candidate = f"{name}-{n}"
            new[name] = candidate
            taken.add(candidate)
        out.append(_renamed(corpus, {a: b for a, b in new.items() if a != b}))
    return out


def _renamed(corpus: Corpus, new: dict[str, str]) -> Corpus:
    if not new:
        return corpus
    comments = corpus.comments.copy()
    moved = comments["document_id"].isin(list(new))
    ids = {
        old: f"{new[doc]}:{old.removeprefix(doc + ':')}"
        for old, doc in zip(
            comments.loc[moved, "comment_id"], comments.loc[moved, "document_id"], strict=True
        )
    }
    for name in ("comment_id", "parent_id"):
        comments[name] = comments[name].map(lambda v: ids.get(v, v), na_action="ignore")
    for old, name in new.items():
        here = comments["author_id"].str.startswith(f"unknown:{old}:")
        comments.loc[here, "author_id"] = comments.loc[here, "author_id"].str.replace(
            f"unknown:{old}:", f"unknown:{name}:", regex=False
        )
    comments["document_id"] = comments["document_id"].replace(new)
    documents = corpus.documents.assign(document_id=corpus.documents["document_id"].replace(new))
    return Corpus(documents, comments, corpus.audit, corpus.sources)
