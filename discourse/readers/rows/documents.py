"""The documents of a corpus: rows that are one, and what comments tell of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.corpus import DOCUMENT_COLUMNS
from discourse.readers.commenters import clean_name
from discourse.readers.rows.clean import clean_ids
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.instants import instants
from discourse.readers.rows.leftovers import leftovers
from discourse.readers.rows.wording import as_text, words
from discourse.readers.tally import Tally

NAMES = tuple(c.name for c in DOCUMENT_COLUMNS)
REPEATED = "a document that comes again; what it adds was taken"


class Documents:
    """Collects documents by id, the first telling of each thing deciding.

    Parameters
    ----------
    format : Format
    """

    def __init__(self, format: Format) -> None:
        self.format = format
        self.found: dict[str, dict[str, Any]] = {}
        self.rows: set[str] = set()
        self.seen: dict[str, str] = {}

    def see(self, ids: Sequence[str], told: Mapping[str, Sequence[str]], source: str) -> None:
        """Note the documents of a batch of comments, and what the comments tell of them.

        Parameters
        ----------
        ids : sequence of str
            The document of each comment.
        told : mapping of str to sequence of str
            A column of documents, and its values; empty where no comment tells of it.
        source : str
            The file.
        """
        for name in dict.fromkeys(ids):
            self.seen.setdefault(name, source)
        for key, values in told.items():
            if values:
                for name, value in dict.fromkeys(zip(ids, values, strict=True)):
                    if value:
                        self.found.setdefault(name, {}).setdefault(key, value)

    def add(self, rows: Sequence[Row], default: str, source: str, tally: Tally) -> None:
        """Add rows that are documents."""
        lines = [row["line"] for row in rows]
        ids = [i or default for i in clean_ids([row.get("id") for row in rows], lines, tally)]
        markups = [row.get("markup") for row in rows]
        none = [None] * len(rows)
        extra = leftovers([row.get("extra") for row in rows], lines, tally)
        texts = words(
            [row.get("text") for row in rows],
            none,
            none,
            markups,
            self.format.markup,
            lines,
            Tally("", "rows"),
        ).texts
        titles = words([row.get("title") for row in rows], none, none, none, "plain", lines, tally).texts
        at, _ = instants([row.get("created_at") for row in rows], none, extra, lines, tally)
        for i, (row, name) in enumerate(zip(rows, ids, strict=True)):
            document = self.found.setdefault(name, {})
            self.seen.setdefault(name, source)
            again = name in self.rows
            self.rows.add(name)
            if again:
                tally.add("dropped", REPEATED, lines[i], name)
            else:
                tally.add("kept", "documents", lines[i], name)
            known = {
                "title": titles[i],
                "text": texts[i],
                "source": source,
                "url": as_text(row.get("url")).strip(),
                "date": None if np.isnat(at[i]) else at[i],
                "author": clean_name(as_text(row.get("author"))),
            }
            for key, value in known.items():
                if value is None or value == "":
                    continue
                if again:
                    document.setdefault(key, value)
                else:  # what a document says of itself counts more than what comments tell of it
                    document[key] = value
        for name, left in zip(ids, extra.done(), strict=True):
            if left is not None:
                self.found[name].setdefault("extra", left)

    def texts(self) -> dict[str, str]:
        """Return the articles' own texts, by document."""
        return {name: told["text"] for name, told in self.found.items() if told.get("text")}

    def keep(self, used: Iterable[str]) -> None:
        """Leave out documents that are known from comments alone, none of which is kept."""
        wanted = self.rows.union(used)
        self.seen = {name: source for name, source in self.seen.items() if name in wanted}

    def table(self, stem: str | None = None) -> pd.DataFrame:
        """Return the table of documents; the only one without a title is called by the file's name."""
        found = (self.found.get(name, {}) for name in self.seen)
        rows = [
            {"document_id": n, "source": s, **d} for (n, s), d in zip(self.seen.items(), found, strict=True)
        ]
        frame = pd.DataFrame(rows, columns=list(NAMES))
        frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
        frame = frame.astype({n: "str" for n in NAMES if n != "date"})
        if stem is not None and len(frame) == 1 and frame["title"].isna().all():
            frame["title"] = stem
        return frame
