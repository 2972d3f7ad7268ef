"""Making a corpus of the rows of one or more files."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import InputError
from discourse.model.corpus import COMMENT_COLUMNS, Corpus
from discourse.model.tables import lay_out
from discourse.readers.commenters import slug
from discourse.readers.rows.answered import Answered, taken_apart
from discourse.readers.rows.clean import Batch, clean, columns_of
from discourse.readers.rows.documents import Documents
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.homes import homes
from discourse.readers.rows.link import Event
from discourse.readers.rows.pausing import paused
from discourse.readers.rows.plainly import link_plainly
from discourse.readers.rows.query import item_table, linked_by_query
from discourse.readers.rows.quotes import QUOTED, set_apart
from discourse.readers.rows.repeats import settle_columns, with_repeats
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: Rows that are cleaned together.
BATCH = 20_000


@paused()
def assemble(
    format: Format,
    sources: Iterable[Source],
    *,
    facts: Mapping[str, Any] | None = None,
    tallies: Sequence[Tally] | None = None,
    **options: Any,
) -> Corpus:
    """Make a corpus of the rows of files of one format.

    Parameters
    ----------
    format : Format
    sources : iterable of Source
        Several are read as one where ids are the site's own (``format.global_ids``).
    facts : mapping, optional
        To be recorded in ``Corpus.sources``.
    tallies : sequence of Tally, optional
        Those that something was counted in before.
    **options
        Those of ``format.rows``.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If no file holds a comment.
    """
    documents, gathered = Documents(format), Gathered()
    account = Account(format, facts, tallies, options)
    for number, source, tally in account.of(sources):
        whole = slug(source.stem, format.name)
        for batch in batches(
            format.rows(source, tally, **options), format, whole, documents, source.name, tally
        ):
            account.read[number] += batch if isinstance(batch, int) else gathered.take(batch, number)
    if not gathered.filled:
        raise InputError(account.nothing())
    comments = format.told(gathered.linked(account.tallies, documents.texts(), mentions=format.mentions))
    documents.keep(comments["document_id"].tolist())
    return Corpus.of_linked(documents.table(account.stem), comments, account.audit(), tuple(account.records))


class Account:
    """What was read of each file, and what is recorded of it.

    Parameters
    ----------
    format : Format
    facts : mapping or None
        To be recorded beside the options.
    tallies : sequence of Tally or None
        Those that something was counted in before.
    options : mapping
        Those of ``format.rows``.
    """

    def __init__(
        self,
        format: Format,
        facts: Mapping[str, Any] | None,
        tallies: Sequence[Tally] | None,
        options: Mapping[str, Any],
    ) -> None:
        self.format, self.options = format, options
        self.facts = facts if facts is not None else {}
        self.tallies = list(tallies or ())
        self.read: list[int] = []
        self.records: list[dict[str, Any]] = []
        self.stem = ""

    def of(self, sources: Iterable[Source]) -> Iterator[tuple[int, Source, Tally]]:
        """Go through the files, one after the other; each is let go before the next is taken."""
        for number, source in enumerate(sources):
            if number >= len(self.tallies):
                self.tallies.append(Tally(source.name, "rows"))
            if not number:
                self.stem = source.stem
            self.read.append(0)
            yield number, source, self.tallies[number]
            tally = self.tallies[number]
            # What is dropped later, when rows are linked, is among those that were counted here.
            self.read[number] += tally.count("dropped")
            if source.repair:
                tally.add("repaired", source.repair)
            told = {"options": dict(self.options), **self.facts}
            self.records.append(source.record(self.format.name, **told))

    def audit(self) -> pd.DataFrame:
        """Return the account, file by file."""
        parts = [t.table(n) for t, n in zip(self.tallies, self.read, strict=True)]
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def nothing(self) -> str:
        """Return the sentence that says that there are no comments, with the likeliest reason."""
        names = ", ".join(t.file for t in self.tallies)
        reasons = [
            f"{row['rows']} {row['unit']}: {row['reason']}"
            for tally in self.tallies
            for (action, _), row in tally.rows.items()
            if action == "dropped"
        ]
        why = f" (dropped: {'; '.join(reasons)})" if reasons else ""
        what = self.format.hint or f"check that it is the right file, of the format {self.format.name!r}"
        return f"{names} holds no comments{why}: {what}"


def batches(
    rows: Iterable[Row | dict[str, list[Any]]],
    format: Format,
    document: str,
    documents: Documents,
    source: str,
    tally: Tally,
) -> Iterator[Batch | int]:
    """Yield cleaned batches of comments; the documents among the rows go to ``documents`` and are counted."""
    waiting: list[Row] = []
    articles: list[Row] = []
    found = 0

    def cleaned(columns: dict[str, list[Any]]) -> Batch:
        batch = clean(columns, format, document, tally)
        told = {"title": batch.titles, "url": batch.urls, "text": batch.articles}
        documents.see(batch.documents, told, source)
        return batch

    def settled() -> Iterator[Batch | int]:
        if articles:
            repeated = tally.count("dropped")
            documents.add(articles, document, source, tally)
            yield len(articles) - (tally.count("dropped") - repeated)
            articles.clear()
        if waiting:
            yield cleaned(columns_of(waiting))
            waiting.clear()

    for row in rows:
        if type(row.get("line")) is list:  # a whole batch, as columns
            yield from settled()
            yield cleaned(row)
            continue
        if row.get("kind") == "document":
            articles.append(row)
        else:
            waiting.append(row)
        found += 1
        if found % BATCH == 0:
            yield from settled()
    yield from settled()


class Gathered:
    """The comments of all batches, as columns."""

    def __init__(self) -> None:
        self.parts: list[Batch] = []
        self.files: list[int] = []

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    @property
    def filled(self) -> bool:
        """Whether any comment has words, or had."""
        return any(any(p.texts) or p.deleted.any() for p in self.parts)

    def take(self, batch: Batch, file: int) -> int:
        """Add a batch; return its length."""
        self.parts.append(batch)
        self.files.append(file)
        return len(batch)

    def column(self, name: str) -> list[Any]:
        """Return one column of all batches; it is not to be changed, for several may be one list."""
        if len(self.parts) == 1:
            return getattr(self.parts[0], name)
        return list(chain.from_iterable(getattr(part, name) for part in self.parts))

    def linked(
        self, tallies: Sequence[Tally], articles: Mapping[str, str], *, mentions: bool
    ) -> pd.DataFrame:
        """Return the table of comments: ids unique, trees sound, unknown commenters numbered, quotations apart."""
        at = np.concatenate([p.at for p in self.parts])
        files = np.repeat(np.array(self.files), [len(p) for p in self.parts])
        lines, texts = self.column("lines"), self.column("texts")
        ids, documents, parents = self.column("ids"), self.column("documents"), self.column("parents")
        who, labels = self.column("who"), self.column("labels")
        gone = np.concatenate([p.deleted for p in self.parts])
        blank = np.fromiter(map(operator.not_, texts), bool, len(texts))
        if blank.any():
            quoted = self.column("quoted")
            blank[[i for i in np.flatnonzero(blank).tolist() if quoted[i] is not None]] = False
        said = self.column("mentions") if mentions else []
        plain = None
        if not any(said):
            plain = link_plainly(ids, documents, parents, who, files, gone, blank)
        if plain is not None:
            events, found = plain
        else:
            item = item_table(ids, documents, parents, who, at, files, texts, gone, blank)
            events, found = linked_by_query(item, said, labels, mentions=mentions)
        for event in events:
            tallies[event.file].add(
                event.action, event.reason, lines[event.first],
                example(event, *(c[event.first] for c in (ids, parents, labels, texts))), event.rows,
            )  # fmt: skip
        if "repeated" in found:
            found["repeats"] = settle_columns(found["repeated"], self.column, files, gone, tallies)
        comments = self.table(found, gone | blank, at, texts)
        comments, moved = set_apart(comments, Answered(texts, found["parent_n"]), articles)
        for i in moved:
            n = found["n"][i]
            tallies[files[n]].add("repaired", QUOTED, lines[n], texts[n])
        gone = comments["deleted"].to_numpy()
        kept, names = files[found["n"]], comments["comment_id"].array
        for reason, where in (
            ("comments", np.flatnonzero(~gone)),
            ("deleted comments, as placeholders", np.flatnonzero(gone)),
        ):
            for file, first, count in zip(
                *np.unique(kept[where], return_index=True, return_counts=True), strict=True
            ):
                i = where[first]
                tallies[file].add("kept", reason, lines[found["n"][i]], names[i], int(count))
        return comments

    def _settled(self, documents: list[str], found: Mapping[str, Any], rows: np.ndarray) -> list[str]:
        """Return the documents; comments that tell of none have that of the comment above them which does."""
        adrift = np.concatenate([p.adrift for p in self.parts])[rows]
        if not adrift.any() or adrift.all():
            return documents
        places, there = taken_apart(found["parent_n"])
        there = there & adrift
        children, above = homes(rows[there].astype(np.int64), places[there].astype(np.int64))
        out = documents.copy()
        given = dict(zip(rows.tolist(), documents, strict=True))
        index = {n: i for i, n in enumerate(rows.tolist())}
        for child, parent in zip(children.tolist(), above.tolist(), strict=True):
            out[index[child]] = given[parent]
        return out

    def table(
        self, found: Mapping[str, Any], empty: np.ndarray, at: np.ndarray, texts: list[str]
    ) -> pd.DataFrame:
        """Return the comments that are kept, as the model has them."""
        rows = found["n"]
        index = None if len(rows) == len(at) else rows.tolist()

        def kept(name: str) -> list[Any]:
            values = self.column(name)
            return values if index is None else list(map(values.__getitem__, index))

        names = np.asarray(found["comment_id"], dtype=object)
        who, labels, documents, extra = map(kept, ("who", "labels", "documents", "extra"))
        unknown, there = taken_apart(found["unknown"])
        if there.any():
            who, labels = who.copy(), labels.copy()
            for i in np.flatnonzero(there).tolist():
                who[i], labels[i] = f"unknown:{documents[i]}:{unknown[i]}", f"unknown {unknown[i]}"
        documents = self._settled(documents, found, rows)
        cut, there = taken_apart(found["cut"])
        more = found.get("repeats", {})
        if more or there.any():
            extra = extra.copy()
            for i in np.flatnonzero(there).tolist():
                extra[i] = with_cut(extra[i], cut[i])
            for n, held in more.items():
                i = int(np.searchsorted(rows, n))
                extra[i] = with_repeats(extra[i], held)
        return lay_out(
            {
                "comment_id": names,
                "document_id": documents,
                "parent_id": _parents(found["parent_n"], rows, names),
                "parent_by": _optional(found["parent_by"]),
                "missing_parent": _optional(found["missing"]),
                "author_id": who,
                "author": labels,
                "role": _texts(kept("roles")),
                "created_at": at[rows],
                "precision": kept("precision"),
                "text": kept("texts"),
                "raw": _texts(kept("raw")),
                "quoted": _texts(kept("quoted")),
                "links": _texts(kept("links")),
                "likes": kept("likes"),
                # What has no words, neither its own nor quoted ones, and is answered is a placeholder too.
                "deleted": empty[rows],
                "extra": _texts(extra),
            },
            COMMENT_COLUMNS,
            len(rows),
        )


def example(event: Event, name: str, parent: str, label: str, text: str) -> str:
    """Return what the audit shows of the first row of an event."""
    from discourse.readers.rows import link as rules

    if event.reason in (rules.ORPHAN, rules.CYCLE):
        return f"{name} answers {parent}" if name else parent
    if event.reason == rules.CLASH:
        return name
    return text or name or label


def with_cut(extra: str | None, parent: str) -> str:
    """Return ``extra`` with the parent that was left out of a cycle."""
    import msgspec

    known = msgspec.json.decode(extra) if extra else {}
    return msgspec.json.encode({**known, "parent_id": parent}, order="sorted").decode()


def _parents(found: Any, rows: np.ndarray, names: np.ndarray) -> np.ndarray | None:
    places, there = taken_apart(found)
    if not there.any():
        return None
    out = np.full(len(rows), None, dtype=object)
    out[there] = names[np.searchsorted(rows, places[there].astype(np.int64))]
    return out


def _texts(values: list[Any]) -> list[Any] | None:
    return values if any(values) else None


def _optional(values: Any) -> np.ndarray | None:
    found, hidden = np.ma.getdata(values), np.ma.getmaskarray(values)
    if found.dtype != object or hidden.all():
        return None
    return np.where(hidden, np.array(None), found) if hidden.any() else found
