"""The documents of a corpus: rows that are one, and what comments tell of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.corpus import DOCUMENT_COLUMNS
from discourse.model.tables import lay_out
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
        for i, (row, name, again) in enumerate(zip(rows, ids, self._again(ids), strict=True)):
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
            self._take(name, {k: v for k, v in known.items() if v is not None and v != ""}, source, again)
        for name, left in zip(ids, extra.done(), strict=True):
            if left is not None:
                self._take(name, {"extra": left}, source, True)

    def _again(self, ids: Sequence[str]) -> list[bool]:
        """Return of each row whether there was one of this document before it."""
        out = []
        for name in ids:
            out.append(name in self.rows)
            self.rows.add(name)
        return out

    def _take(self, name: str, known: Mapping[str, Any], source: str, again: bool) -> None:
        """Take what a row says; what a document says of itself first counts more than what comments tell of it."""
        self.seen.setdefault(name, source)
        document = self.found.setdefault(name, {})
        for key, value in known.items():
            if again:
                document.setdefault(key, value)
            else:
                document[key] = value

    def texts(self) -> dict[str, str]:
        """Return the articles' own texts, by document."""
        return {name: told["text"] for name, told in self.found.items() if told.get("text")}

    def keep(self, used: Iterable[str]) -> None:
        """Leave out documents that are known from comments alone, none of which is kept."""
        wanted = self.rows.union(used)
        self.seen = {name: source for name, source in self.seen.items() if name in wanted}

    def table(self, stem: str | None = None) -> pd.DataFrame:
        """Return the table of documents; the only one without a title is called by the file's name."""
        rows = [
            {"document_id": name, "source": source, **self.found.get(name, {})}
            for name, source in self.seen.items()
        ]
        values = {name: [row.get(name) for row in rows] for name in NAMES}
        if stem is not None and values["title"] == [None]:
            values["title"] = [stem]
        return lay_out(values, DOCUMENT_COLUMNS, len(rows))


def titled(frame: pd.DataFrame, stem: str | None) -> pd.DataFrame:
    """Return a table of documents in its dtypes; the only one without a title is called by the file's name."""
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    frame = frame.astype({n: "str" for n in NAMES if n != "date"})
    if stem is not None and len(frame) == 1 and frame["title"].isna().all():
        frame["title"] = stem
    return frame
