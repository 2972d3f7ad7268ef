"""Building the corpus of one pasted thread, comment by comment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from discourse.model.corpus import COMMENT_COLUMNS, DOCUMENT_COLUMNS, Corpus
from discourse.model.tables import lay_out
from discourse.readers.commenters import PLACEHOLDERS, Commenters, clean_name, slug
from discourse.readers.rows.markup.addresses import addresses
from discourse.readers.rows.people import roles
from discourse.readers.rows.wording import composed
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.thread.pieces import Draft, Piece, cut_pieces, join
from discourse.readers.thread.quoting import ARTICLE, QuoteIndex
from discourse.readers.thread.replies import Replies
from discourse.readers.thread.units import Unit
from discourse.readers.times import When, precision

_GONE = frozenset(
    f"{frame[0]}{middle}{frame[1]}"
    for frame in ("[]", ("", ""))
    for middle in (
        *("deleted", "removed", "comment deleted", "comment removed", "this comment was deleted"),
        *("this comment was removed", "this comment has been deleted", "this comment has been removed"),
    )
) - {"deleted", "removed"}


class Assembly:
    """Collects the rows of a corpus.

    Parameters
    ----------
    source : Source
    tally : Tally
        Receives what was kept and repaired.
    """

    def __init__(self, source: Source, tally: Tally) -> None:
        self.source, self.tally = source, tally
        self.document_id = slug(source.stem)
        self.people = Commenters(self.document_id)
        self.quotes = QuoteIndex()
        self.replies = Replies(self.quotes)
        self.rows: list[dict[str, Any]] = []
        self.title, self.text = source.stem, ""
        self.date: Any = None
        if source.repair:
            tally.add("repaired", source.repair, rows=1)

    def article(self, units: Sequence[Unit], longest: int) -> None:
        """Take title and text of the document; a first line longer than ``longest`` is no title."""
        if not units:
            return
        lines = list(units[0].lines)
        pieces = [Piece(list(u.lines), u.gap) for u in units]
        if len(lines[0].body) <= longest:
            self.title = lines[0].raw.strip()
            self.tally.add("kept", "title", lines[0].number, lines[0].body)
            pieces[0].lines.pop(0)
            if not pieces[0].lines:
                pieces.pop(0)
        for piece in pieces:
            first = piece.lines[0]
            self.tally.add("kept", "article", first.number, first.body, rows=len(piece.lines))
            self.quotes.add(ARTICLE, "\n".join(line.body for line in piece.lines))
        self.text = join(pieces)
        found = [c.when for u in units[:3] for c in u.after if c.when is not None and c.when.at is not None]
        self.date = found[0].at if found else None

    def comment(self, draft: Draft) -> None:
        """Add one comment."""
        number = len(self.rows)
        header = draft.head.header if draft.head is not None else None
        extra: dict[str, str] = {}
        author_id, author = self._author(draft, extra)
        pieces = cut_pieces(draft.units, self.quotes)
        own = [p for p in pieces if not p.quoted]
        taken = [p for p in pieces if p.quoted]
        text = join(own)
        when = header.when if header is not None and header.when is not None else None
        when = when or next((c.when for c in draft.chrome if c.when is not None), None)
        likes = next((c.likes for c in draft.chrome if c.likes is not None), None)
        other = header.other if header is not None else ""
        parent, how = self._parent(draft, text, taken, other or draft.attributed, extra)
        row: dict[str, Any] = {
            "comment_id": self._id(number),
            "document_id": self.document_id,
            "parent_id": None if parent is None else self._id(parent),
            "parent_by": how,
            "author_id": author_id,
            "author": author,
            "created_at": self._time(when, draft, extra),
            "precision": None if when is None or when.at is None else precision(when.text),
            "text": text,
            "quoted": self._quotation(draft, taken),
            "likes": likes,
            "deleted": text.lower().rstrip(".") in _GONE,
            "confidence": draft.confidence,
            "extra": json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None,
        }
        self.rows.append(row)
        self._count(draft, own, taken)
        self.replies.remember(number, author, draft.first.indent, text)
        for piece in own:
            self.quotes.add(number, "\n".join(line.body for line in piece.lines))

    def _id(self, number: int) -> str:
        return f"{self.document_id}:{number + 1}"

    def _author(self, draft: Draft, extra: dict[str, str]) -> tuple[str, str]:
        if draft.head is None:
            return self.people.unknown()
        name = clean_name(draft.head.name)
        if name.lower() in PLACEHOLDERS:
            extra["name"] = name
            line = draft.head.lines[0]
            reason = "a stand-in for a name, each time taken for a different unknown commenter"
            self.tally.add("repaired", reason, line.number, line.body)
        return self.people.named(name)

    def _parent(
        self, draft: Draft, text: str, taken: Sequence[Piece], other: str, extra: dict[str, str]
    ) -> tuple[int | None, str | None]:
        """Return the comment answered, and how that is known."""
        above = self.replies.by_indent(draft.first.indent)
        named = self.replies.by_name(other)
        mention, mentioned = self.replies.mention(text)
        missing = other if other and named is None else mention if mention and mentioned is None else ""
        if named is None and missing:
            extra["reply_to"] = clean_name(missing)
        for found, how in ((named, "given"), (mentioned, "mention"), (above, "indent")):
            if found is not None:
                return found, how
        for piece in taken:
            words = "\n".join(line.body.lstrip("> \t") for line in piece.lines)
            quoted = piece.owner if piece.owner is not None else self.replies.by_quote(words)
            if quoted is not None and quoted != ARTICLE:
                return quoted, "quote"
        return None, None

    def _time(self, when: When | None, draft: Draft, extra: dict[str, str]) -> Any:
        if when is None:
            return None
        line = draft.first.lines[0]
        if when.at is None:
            extra["when"] = when.text
            if "/" in when.text:
                reason = "a date that may be day/month or month/day, kept as written in extra"
                self.tally.add("repaired", reason, line.number, line.body)
        elif not when.zoned:
            self.tally.add("repaired", "a time without its zone, taken as UTC", line.number, line.body)
        return when.at

    def _quotation(self, draft: Draft, taken: Sequence[Piece]) -> str | None:
        parts = [line.body for line in draft.attribution]
        whole = join(taken, strip_marks=True)
        return "\n".join([*parts, whole]) if whole else None

    def _count(self, draft: Draft, own: Sequence[Piece], taken: Sequence[Piece]) -> None:
        if draft.head is not None:
            self.tally.add("kept", "names", draft.head.lines[0].number, draft.head.lines[0].body)
        seen: set[int] = set()  # a line that is partly quoted counts once, as comment text
        for reason, pieces in (("comment text", own), ("quoted", taken)):
            for piece in pieces:
                numbers = {line.number for line in piece.lines} - seen
                seen |= numbers
                self.tally.add("kept", reason, piece.lines[0].number, piece.lines[0].body, rows=len(numbers))
        if draft.attribution:
            self.tally.add("kept", "quoted", draft.attribution[0].number, rows=len(draft.attribution))

    def corpus(self, *, read: int, options: Mapping[str, object]) -> Corpus:
        """Return what was collected."""
        document = {
            "document_id": [self.document_id],
            "title": [self.title],
            "text": [self.text or None],
            "source": [self.source.name],
            "date": [self.date],
        }
        comments = {name: [row[name] for row in self.rows] for name in self.rows[0]}
        texts = comments["text"]
        written = composed(texts)
        comments |= {
            "raw": [old if old != new else None for old, new in zip(texts, written, strict=True)],
            "text": written,
            "links": ["\n".join(addresses(t)) or None for t in written],
            "role": roles([None] * len(written), comments["author"], written),
        }
        record = self.source.record("thread", options=dict(options))
        return Corpus(
            lay_out(document, DOCUMENT_COLUMNS, 1),
            lay_out(comments, COMMENT_COLUMNS, len(texts)),
            self.tally.table(read),
            (record,),
        )
