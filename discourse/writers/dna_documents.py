"""Documents and coders of a .dna database; every comment becomes a document of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from discourse.model.cells import to_cells
from discourse.model.corpus import Corpus
from discourse.model.database import PERMISSIONS, RELATIONS, Database
from discourse.writers.dna_rows import Rows, column, numbers, rgb, seen, shape, short
from discourse.writers.dna_schema import LONGEST

_SHORT = ("author", "source", "section", "type")
#: With more coders than this, who may see whose work is written only where it is given.
_FEW = 200


class Documents:
    """DNA's documents: articles and comments.

    Attributes
    ----------
    place : dict of (str, str or None) to int
        Row of a document or of a comment.
    ids : numpy.ndarray of int
    texts : list of str
    seconds : numpy.ndarray of int
        Dates, as they are written.
    """

    def __init__(
        self, place: dict[tuple[str, str | None], int], ids: np.ndarray, texts: list[str], seconds: np.ndarray
    ) -> None:
        self.place, self.ids, self.texts, self.seconds = place, ids, texts, seconds


def write_documents(
    rows: Rows, database: Database, corpus: Corpus | None, coders: dict[str, int], *, coded_only: bool
) -> Documents:
    """Add all documents; return where each stands.

    Parameters
    ----------
    rows : Rows
    database : Database
    corpus : Corpus or None
        Gives the comments' texts.
    coders : dict of str to int
    coded_only : bool
        Leave out comments without statements.
    """
    frame = database.documents
    place: dict[tuple[str, str | None], int] = {(d, None): i for i, d in enumerate(frame["document_id"])}
    dates = _first_dates(database)
    for key in dates:
        place.setdefault(key, len(place))
    about = _Corpus(corpus)
    if not coded_only:
        for key in about.every():
            place.setdefault(key, len(place))
    keys = list(place)
    ids = numbers(pd.Series([d if c is None else "" for d, c in keys], dtype="str"), set())
    known = {d: i for i, d in enumerate(frame["document_id"])}
    cells = {n: column(frame, n) or [None] * len(frame) for n in ("title", *_SHORT, "text", "notes", "coder")}
    moments = to_cells(frame["date"])
    taken: set[str] = set()
    made = []
    for (document, comment), number in zip(keys, ids.tolist(), strict=True):
        at = known.get(document)
        if comment is None and at is not None:
            own = {n: cells[n][at] for n in cells} | {"date": moments[at]}
        else:
            parent = (
                {n: cells[n][at] for n in ("title", "source", "type")} | {"date": moments[at]}
                if at is not None
                else {}
            )
            own = about.facts(document, comment, parent)
        if own.get("date") is None:
            own["date"] = dates.get((document, comment))
        title = own.get("title") or document
        made.append(
            {
                "ID": number, "title": short(title) if comment is None else _unique(title, taken),
                "text": own.get("text") or "", "coder": coders.get(own.get("coder") or "", 1),
                **{n: short(own.get(n)) for n in _SHORT}, "notes": own.get("notes") or "",
                "seconds": (own["date"] or 0) // 1_000_000, "undated": int(own["date"] is None),
            }
        )  # fmt: skip
    order = np.argsort(ids, kind="stable").tolist()
    rows.add(
        "DOCUMENTS",
        [
            tuple(
                made[i][n]
                for n in (
                    "ID",
                    "title",
                    "text",
                    "coder",
                    "author",
                    "source",
                    "section",
                    "notes",
                    "type",
                    "seconds",
                )
            )
            for i in order
        ],
    )
    framed = len(frame)
    rows.add(
        "DISCOURSE_DOCUMENTS",
        [
            (int(ids[i]), i if i < framed else None, *keys[i], len(made[i]["text"]), made[i]["undated"])
            for i in order
        ],
    )
    rows.settings |= {"documents": shape(frame), "framed": framed > 0}
    _compare(rows, frame, made[:framed], {v: k for k, v in coders.items()})
    return Documents(
        place, ids, [m["text"] for m in made], np.array([m["seconds"] for m in made], dtype=np.int64)
    )


def _compare(rows: Rows, frame: pd.DataFrame, made: list[dict[str, Any]], names: dict[int, str]) -> None:
    """Keep what of the documents' table DNA cannot show as it is."""
    ids = [m["ID"] for m in made]
    for name in frame.columns:
        wanted = to_cells(frame[name])
        if name == "document_id":
            continue
        if name == "date":
            rows.shown("document", name, ids, [m["seconds"] * 1_000_000 for m in made], wanted)
        elif name == "coder":
            rows.shown("document", name, ids, [names[m["coder"]] for m in made], wanted)
        elif name in (*_SHORT, "title", "text", "notes"):
            rows.shown("document", name, ids, seen(m[name] for m in made), wanted)
        else:
            rows.kept("document", str(name), ids, wanted)


def _first_dates(database: Database) -> dict[tuple[str, str | None], int | None]:
    """Return when each document and comment that has statements was first spoken of."""
    out: dict[tuple[str, str | None], int | None] = {}
    for part in database.statements.values():
        table = part.table[["document_id", "comment_id", "created_at"]]
        first = table.groupby(["document_id", "comment_id"], dropna=False, sort=False)["created_at"].min()
        keys = [(d, None if pd.isna(c) else c) for d, c in first.index]
        for key, moment in zip(keys, to_cells(first), strict=True):
            if out.get(key) is None:
                out[key] = moment
    return out


def _unique(title: str, taken: set[str]) -> str:
    title, n = title[:LONGEST], 1
    new = title
    while new in taken:
        n += 1
        end = f" [{n}]"
        new = title[: LONGEST - len(end)] + end
    taken.add(new)
    return new


class _Corpus:
    """What a corpus says of documents and comments; nothing, where there is none."""

    def __init__(self, corpus: Corpus | None) -> None:
        self._comments: dict[tuple[str, str | None], dict[str, Any]] = {}
        self._documents: dict[str, dict[str, Any]] = {}
        if corpus is None:
            return
        self._documents = {d["document_id"]: d for d in _records(corpus.documents)}
        counts: dict[str, int] = {}
        for row in _records(corpus.comments):
            counts[row["document_id"]] = row["number"] = counts.get(row["document_id"], 0) + 1
            self._comments[(row["document_id"], row["comment_id"])] = row

    def every(self) -> list[tuple[str, str | None]]:
        """Return all documents, then all comments."""
        return [*((d, None) for d in self._documents), *self._comments]

    def facts(self, document: str, comment: str | None, parent: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a document or of a comment."""
        about = self._documents.get(document, {}) | {k: v for k, v in parent.items() if v is not None}
        if comment is None:
            return {n: about.get(n) for n in ("title", "source", "date", "text")}
        row = self._comments.get((document, comment), {})
        heading = about.get("title") or document
        author = row.get("author")
        if author is not None:
            end = f" ({row['number']})"
            start = f"{author[:60]} — "
            title = start + heading[: LONGEST - len(start) - len(end)] + end
        else:
            title = f"{comment} — {heading}"
        return {
            "title": title, "author": author, "source": about.get("title") or about.get("source"), "section": document,
            "type": "comment", "date": row.get("created_at"), "text": row.get("text"),
        }  # fmt: skip


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [to_cells(frame[n]) for n in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def write_coders(rows: Rows, database: Database, digest: str) -> dict[str, int]:
    """Add the coders and their relations; return DNA's id of each. The one called Admin, or a new one, is first."""
    frame = database.coders
    names = frame["name"].tolist()
    ids: dict[str, int] = {"Admin": 1}
    for name in names:
        ids.setdefault(name, len(ids) + 1)
    rows.settings |= {"coders": [ids[n] for n in names], "added_coders": [] if "Admin" in names else [1]}
    about = {row["name"]: row for row in _records(frame)}
    default = dict.fromkeys(PERMISSIONS, 1) | {"color": "#ffff00"}
    out = []
    for name, number in ids.items():
        row = about.get(name, default)
        flags = (1 if number == 1 else row[n] for n in PERMISSIONS)
        out.append((number, short(name), *rgb(row["color"]), 0, 14, digest, 300, 0, 0, 1, *flags))
    rows.add("CODERS", out)
    rows.shown("coder", "name", [ids[n] for n in names], [short(n) for n in names], names)
    for flag in PERMISSIONS:
        if "Admin" in names:
            rows.shown("coder", flag, [1], [1], [about["Admin"][flag]])
    _relations(rows, database, ids)
    return ids


def _relations(rows: Rows, database: Database, ids: dict[str, int]) -> None:
    held = _records(database.relations)
    out = [(ids[r["coder"]], ids[r["other"]], *(r[n] for n in RELATIONS)) for r in held]
    given = {(a, b) for a, b, *_ in out}
    if len(ids) <= _FEW:
        pairs = [(a, b) for a in ids.values() for b in ids.values() if a != b and (a, b) not in given]
        out += [(a, b, 1, 1, 1, 1) for a, b in pairs]
    rows.add("CODERRELATIONS", [(i, *row) for i, row in enumerate(out, 1)])
    rows.settings["added_relations"] = list(range(len(held) + 1, len(out) + 1))
