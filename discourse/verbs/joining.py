"""Making one corpus of several files."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from discourse.model.corpus import AUDIT_COLUMNS, Corpus, concat


def joined(corpora: Sequence[Corpus], unread: Sequence[tuple[str, str]] = ()) -> Corpus:
    """Return one corpus of several, documents of the same name in different files kept apart.

    Parameters
    ----------
    corpora : sequence of Corpus
    unread : sequence of (str, str)
        Files that no reader knows, and why; they are told in the audit.
    """
    out = concat(distinct(corpora))
    if not unread:
        return out
    rows = []
    for name, why in unread:
        for action, reason in (("read", "all files"), ("dropped", why)):
            rows.append((name, action, reason, 1, "files", None, None))
    more = pd.DataFrame(rows, columns=[c.name for c in AUDIT_COLUMNS])
    more = more.astype({"line": "Int64", "example": "str"})
    audit = pd.concat([out.audit, more], ignore_index=True)
    return Corpus(out.documents, out.comments, audit, out.sources)


def distinct(corpora: Sequence[Corpus]) -> list[Corpus]:
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
