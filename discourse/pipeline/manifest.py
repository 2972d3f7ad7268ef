"""What is needed to repeat a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from discourse import verbs
from discourse.files import sha256
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements


def manifest(
    corpus: Corpus, book: Codebook | None, statements: Statements, config: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is needed to repeat a run: hashes, versions and parameters, and an id made of them.

    Parameters
    ----------
    corpus : Corpus
    book : Codebook or None
    statements : Statements
    config : mapping

    Returns
    -------
    dict
        ``inputs``, ``codebook``, ``parameters``, ``versions``, ``digests``, ``audit`` (what was read, kept, dropped and
        repaired of each file, without words of anybody), ``rows`` and ``id`` (12 hexadecimal digits).
    """
    out: dict[str, Any] = {
        "inputs": [dict(s) for s in corpus.sources],
        "codebook": _described(book),
        "parameters": dict(config),
        "versions": verbs.versions(),
        "digests": {"corpus": corpus.digest, "statements": statements.digest},
        "audit": _account(corpus),
        "rows": corpus.audit.groupby("action")["rows"].sum().astype(int).to_dict(),
    }
    text = json.dumps(out, sort_keys=True, default=str)
    return {"id": sha256(text.encode())[:12], **out}


def _account(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the audit but for its examples; each uncertain boundary is not told apart."""
    known = corpus.audit[corpus.audit["action"] != "flagged"]
    names = ["file", "action", "reason", "rows", "unit", "line"]
    rows = known[names].astype(object).where(known[names].notna(), None).to_dict("records")
    return [
        {str(k): v if v is None or isinstance(v, str) else int(v) for k, v in row.items()} for row in rows
    ]


def _described(book: Codebook | None) -> dict[str, Any] | None:
    if book is None:
        return None
    return {"id": book.id, "label": book.label, "version": book.version, "digest": book.digest}
