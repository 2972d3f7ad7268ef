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
    """Rename documents whose ids are taken by an earlier file, and comments whose ids are.

    A comment's new id is that of its document, a colon and the old id. If one comment of a file is renamed because its
    own id is taken, so are all of the file.
    """
    taken: set[str] = set()
    spoken: set[str] = set()
    last: dict[str, int] = {}  # up to which number a name is taken
    out = []
    for corpus in corpora:
        names = corpus.documents["document_id"].tolist()
        here, new = set(names), {}
        for name in names:
            n = last.get(name, 1)
            candidate = name if n == 1 else f"{name}-{n}"
            while candidate in taken or (candidate != name and candidate in here):
                n += 1
                candidate = f"{name}-{n}"
            new[name], last[name] = candidate, n
            taken.add(candidate)
        made = _renamed(corpus, {a: b for a, b in new.items() if a != b}, spoken)
        spoken.update(made.comments["comment_id"].tolist())
        out.append(made)
    return out


def _renamed(corpus: Corpus, new: dict[str, str], taken: set[str]) -> Corpus:
    comments = corpus.comments
    homes, names = comments["document_id"].tolist(), comments["comment_id"].tolist()
    ids = _new_ids(names, homes, new, taken)
    if not new and not ids:
        return corpus
    people = {name: name for name in comments["author_id"].tolist() if name.startswith("unknown:")}
    for old, now in new.items():
        before, after = f"unknown:{old}:", f"unknown:{now}:"
        people |= {n: v.replace(before, after) for n, v in people.items() if v.startswith(before)}

    def put(table: pd.DataFrame, name: str, known: dict[str, str]) -> pd.Series:
        return pd.Series([known.get(v, v) for v in table[name].tolist()], dtype="str")

    given = (("comment_id", ids), ("parent_id", ids), ("author_id", people), ("document_id", new))
    comments = comments.assign(**{name: put(comments, name, known) for name, known in given})
    documents = corpus.documents.assign(document_id=put(corpus.documents, "document_id", new))
    return Corpus(documents, comments, corpus.audit, corpus.sources)


def _new_ids(names: list[str], homes: list[str], new: dict[str, str], taken: set[str]) -> dict[str, str]:
    """Return the new ids of comments, those of a renamed document or all of a file if one of them is taken."""
    pairs = list(zip(names, homes, strict=True))

    def named(name: str, home: str) -> str:
        return f"{new.get(home, home)}:{name.removeprefix(home + ':')}"

    ids = {name: named(name, home) for name, home in pairs if home in new} if new else {}
    if taken.isdisjoint(ids.get(name, name) for name in names):
        return ids
    ids, used = {}, set(taken)
    for name, home in pairs:
        candidate, n = named(name, home), 2
        while candidate in used:
            candidate, n = f"{named(name, home)}~{n}", n + 1
        ids[name] = candidate
        used.add(candidate)
    return ids
