"""Reader of ConvoKit corpora: utterances.jsonl, with speakers.json and conversations.json beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, compress
from operator import itemgetter
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.rows.convokit_beside import BINARY, Speakers, beside, meta_of
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.gathering import Columns, Gathering
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: What ConvoKit called its fields in its first versions, and what it calls them.
_SPEAKERS, _CONVERSATIONS, _REPLIES = (
    ("speaker", "user"),
    ("conversation_id", "root"),
    ("reply-to", "reply_to"),
)
_TITLES = ("title", "page_title", "name", "movie_name", "case_name", "subject", "topic")
_ADDRESSES = ("url", "permalink", "page_url")
#: Of Reddit alone.
_REDDIT = frozenset(("subreddit", "permalink", "gilded", "author_flair_text", "author_flair_css_class"))
_PARSE = ("parsed", "parse", "pos_tags", "parsed_text")
_PARSES = frozenset(_PARSE)
_UTTERED = frozenset((*_SPEAKERS, *_CONVERSATIONS))
_FORMER = frozenset(("user", "root", "reply_to"))
#: What each utterance has.
_ALWAYS = ("id", "conversation_id", "reply-to", "speaker", "meta")
_ALWAYS_OF = itemgetter(*_ALWAYS)
#: Utterances that are turned into columns together.
_SLAB = 250


def sniff(source: Source) -> float:
    """Return how surely a source holds utterances: by the names of its first object.

    Examples
    --------
    >>> line = '{"id": "a", "conversation_id": "a", "text": "No.", "speaker": "Ada", "reply-to": null, "meta": {}}'
    >>> sniff(Source.from_text(line))
    0.98
    """
    if source.head.lstrip()[:1] not in ("{", "["):
        return 0.0
    found: Any = peek(source)
    if isinstance(found, list):
        found = next((one for one in found if isinstance(one, dict) and one), None)
    if not isinstance(found, dict) or "id" not in found or "text" not in found:
        return 0.0
    named = all(any(name in found for name in names) for names in (_SPEAKERS, _CONVERSATIONS, _REPLIES))
    return 0.98 if named else 0.0


def read(source: Source) -> Corpus:
    """Read a corpus of ConvoKit.

    Parameters
    ----------
    source : Source
        Its ``utterances.jsonl``, or ``utterances.json`` of the first versions. ``speakers.json`` (or ``users.json``)
        and ``conversations.json`` are taken from the same folder, if they are there.

    Returns
    -------
    Corpus
        A document is a conversation, with what ``conversations.json`` says of it. The first utterance of a
        conversation is a comment like the others, save where it is what is commented on: in corpora of Reddit the
        submission, whose title stands in ``conversations.json``, and in those of Wikipedia's talk pages the heading
        of a section. Many corpora make each utterance answer the one before it; nothing in the files tells such
        replies from real ones.

        What speakers have beside a name is in the ``extra`` of their comments, under ``speaker``. Grammatical parses
        and values in files of Python objects are left out, and counted as repaired.

    Raises
    ------
    InputError
        If it is no JSON, or holds no utterance.

    Examples
    --------
    >>> line = '{"id": "a", "root": "a", "text": "No.", "user": "Ada", "reply_to": null, "timestamp": 1577836800}'
    >>> read(Source.from_text(line)).comments[["document_id", "author", "text"]].values.tolist()
    [['a', 'Ada', 'No.']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    """Yield the conversations of which more is known, and the utterances, as columns; see :func:`read`."""
    reading = _Reading(source, tally)
    gathered = reading.gathered
    for line, item in items(source, tally, what="utterance"):
        if "speaker" not in item and _UTTERED.isdisjoint(item):
            tally.add("dropped", "neither a speaker nor a conversation: no utterance", line, str(item)[:200])
            continue
        reading.waiting.append((line, item))
        if len(reading.waiting) == _SLAB:
            reading.settle()
            if gathered.full:
                yield from gathered.taken()
    reading.settle()
    for row in reading.rest():
        if gathered.full:
            yield from gathered.taken()
        gathered.add(row)
    yield from gathered.taken()


class _Reading:
    """The utterances read so far, and the conversations that they are of."""

    def __init__(self, source: Source, tally: Tally) -> None:
        self.tally = tally
        self.gathered = Gathering()
        self.waiting: list[tuple[int, dict[str, Any]]] = []
        self.speakers = Speakers(beside(source, tally, "speakers.json", "users.json"))
        conversations = beside(source, tally, "conversations.json")
        self.told = {name: meta_of(found) for name, found in conversations.items()}
        self.seen: dict[str, int] = {}
        self.rooted: set[str] = set()

    def settle(self) -> None:
        """Turn what waits into rows: all at once if all have the usual form, else one by one."""
        if not self.waiting:
            return
        lines, found = map(list, zip(*self.waiting, strict=True))
        self.waiting = []
        known = _known(found)
        if known is not None:
            self._take_all(lines, found, known)
            return
        for line, item in zip(lines, found, strict=True):
            self.gathered.add(self._row(item, line))

    def _row(self, item: dict[str, Any], line: int) -> Row:
        """Return the row of an utterance, or of the conversation that it opens."""
        row = _utterance(item, line, self.speakers, self.tally)
        document = row["document"]
        if document and document not in self.seen:
            self.seen[document] = line
        if row["id"] == document and row["parent"] in ("", document) and document not in self.rooted:
            about = self.told.get(document, {})
            if _is_opener(row, about):
                self.rooted.add(document)
                row = _opener(row, about)
        row.pop("header", None)
        return row

    def _take_all(self, lines: list[int], found: list[dict[str, Any]], known: Columns) -> None:
        """Take utterances of the usual form; those that may open a conversation are looked at one by one."""
        openers: dict[int, Row] = {}
        seen = self.seen
        for i, (name, document) in enumerate(zip(known["id"], known["document"], strict=True)):
            if name == document or found[i]["meta"].get("is_section_header") is True:
                openers[i] = self._row(found[i], lines[i])
                found[i] = {"meta": {}}
            elif document and document not in seen:
                seen[document] = lines[i]
        columns = _columns(found, known, self.speakers)
        columns["line"] = lines
        for i, row in openers.items():
            for name, value in row.items():
                if name not in columns:
                    columns[name] = [None] * len(lines)
                columns[name][i] = value
        if "kind" in columns:  # documents, which stand apart from the comments
            for row in openers.values():
                if "kind" in row:
                    self.gathered.add(row)
            kept = [kind is None for kind in columns.pop("kind")]
            columns = {name: list(compress(values, kept)) for name, values in columns.items()}
        self.gathered.extend(columns)

    def rest(self) -> Iterator[Row]:
        """Yield the conversations of which something is told, and that none of their utterances opens."""
        for name, line in self.seen.items():
            if name not in self.rooted and self.told.get(name):
                yield _opener({"line": line, "id": name, "extra": {}}, self.told[name])


def _known(found: list[dict[str, Any]]) -> Columns | None:
    """Return as columns what every utterance has; None unless all of them have it in the usual form."""
    try:
        ids, documents, parents, speakers, metas = zip(*map(_ALWAYS_OF, found), strict=True)
    except KeyError:
        return None
    if set(map(type, metas)) != {dict} or not {str, type(None)}.issuperset(map(type, parents)):
        return None
    if set(map(type, chain(ids, documents, speakers))) != {str} or not _FORMER.isdisjoint(chain(*found)):
        return None
    values = list(chain.from_iterable(map(dict.values, metas)))
    if any(value.startswith(BINARY) for value in values if type(value) is str and value[:1] == "<"):
        return None
    if not _PARSES.isdisjoint(chain(*metas)) and not {list, dict}.isdisjoint(map(type, values)):
        return None
    columns = {"id": ids, "document": documents, "parent": ["" if p is None else p for p in parents]}
    return {**{name: _keys(values) for name, values in columns.items()}, "author_id": _keys(speakers)}


def _keys(values: Sequence[str]) -> list[str]:
    together = "".join(values)
    if together.isprintable() and " " not in together:
        return list(values)
    known = {value: _key(value) for value in dict.fromkeys(values)}
    return list(map(known.__getitem__, values))


def _columns(found: list[dict[str, Any]], known: Columns, speakers: Speakers) -> Columns:
    """Return utterances of the usual form as columns; what is left of them is their ``extra``."""
    extras = [item.pop("meta") for item in found]
    texts = [item.pop("text", None) for item in found]
    writers = known["author_id"]
    named = {key: speakers.name(key) or key for key in dict.fromkeys(writers)}
    columns: Columns = {
        **known,
        "author": list(map(named.__getitem__, writers)),
        "created_at": [item.pop("timestamp", None) for item in found],
        "text": texts,
        "extra": extras,
    }
    if not _REDDIT.isdisjoint(chain(*extras)):
        markups: list[str | None] = [None] * len(found)
        likes: list[int | None] = [None] * len(found)
        for i, extra in enumerate(extras):
            if not _REDDIT.isdisjoint(extra):
                markups[i] = "markdown"
                texts[i], likes[i] = _of_reddit(texts[i], extra)
        columns["markup"], columns["likes"] = markups, likes
    about = {key: told for key in named if (told := speakers.about(key))}
    if about:
        for extra, key in zip(extras, writers, strict=True):
            if key in about:
                extra["speaker"] = about[key]
    for field in set(chain(*found)).difference(_ALWAYS):
        for item, extra in zip(found, extras, strict=True):
            if value := item.get(field):
                extra.setdefault(field, value)
    return columns


def _of_reddit(text: Any, extra: dict[str, Any]) -> tuple[Any, int | None]:
    """Return a text without the entities that Reddit's API puts into it, and the likes, taken out of ``extra``."""
    if type(text) is str and "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text, extra.pop("score") if type(extra.get("score")) is int else None


def _utterance(item: dict[str, Any], line: int, speakers: Speakers, tally: Tally) -> Row:
    pop = item.pop
    speaker = _first(item, _SPEAKERS)
    if isinstance(speaker, dict):
        speaker = speaker.get("id") or speaker.get("name")
    key = _key(speaker)
    meta = pop("meta", None)
    extra: dict[str, Any] = meta if isinstance(meta, dict) else {"meta": meta} if meta else {}
    row: Row = {
        "line": line,
        "id": _key(pop("id", None)),
        "document": _key(_first(item, _CONVERSATIONS)),
        "parent": _key(_first(item, _REPLIES)),
        "author": speakers.name(key) or key,
        "author_id": key,
        "created_at": pop("timestamp", None),
        "text": pop("text", None),
        "extra": extra,
    }
    if not _REDDIT.isdisjoint(extra):
        row["markup"] = "markdown"
        row["text"], likes = _of_reddit(row["text"], extra)
        if likes is not None:
            row["likes"] = likes
    if extra.get("is_section_header") is True:
        row["header"] = True
    _lighten(extra, line, tally)
    about = speakers.about(key)
    if about:
        extra["speaker"] = about
    for field, value in item.items():
        if value:
            extra.setdefault(field, value)
    return row


def _lighten(extra: dict[str, Any], line: int, tally: Tally) -> None:
    """Take out what is made of the text alone, and what only stands for a value in another file."""
    for field in _PARSE:
        if isinstance(extra.get(field), list | dict):
            del extra[field]
            tally.add("repaired", "a grammatical parse of the text, left out", line, field)
    binary = [f for f, v in extra.items() if type(v) is str and v.startswith(BINARY)]
    for field in binary:
        del extra[field]
        tally.add(
            "repaired", "a value that ConvoKit keeps in a file of Python objects, left out", line, field
        )


def _is_opener(row: Row, about: dict[str, Any]) -> bool:
    """Whether the first utterance of a conversation is what is commented on, and nobody's comment."""
    if row.get("header"):
        return True
    if row.get("markup") == "markdown":
        return bool(about.get("title")) or row["extra"].get("top_level_comment", "") is None
    return bool(about.get("title")) and "subreddit" in about


def _opener(row: Row, about: dict[str, Any]) -> Row:
    """Return the row of a document: of the utterance that opens it, if any, and what is told of the conversation."""
    extra = {**about, **row["extra"]}
    title = next((t for n in _TITLES if type(t := extra.get(n)) is str and t.strip()), "")
    out: Row = {"line": row["line"], "kind": "document", "id": row["id"], "extra": extra}
    for field in ("author", "created_at", "markup"):
        if row.get(field) is not None:
            out[field] = row[field]
    if row.get("likes") is not None:
        extra["score"] = row["likes"]
    text = row.get("text")
    if row.get("header") and type(text) is str:
        title, text = text.strip().strip("=").strip() or title, ""
    else:
        extra.pop(next((n for n in _TITLES if extra.get(n) == title and title), ""), None)
    out["title"], out["text"] = title, text
    if row.get("created_at") is None:
        out["created_at"] = extra.pop("timestamp", None)
    where = next((w for n in _ADDRESSES if type(w := extra.get(n)) is str and w), "")
    if where[:1] == "/" and row.get("markup") == "markdown":
        where = "https://www.reddit.com" + where
    if where.startswith("http"):
        out["url"] = where
    return out


def _first(item: dict[str, Any], names: tuple[str, ...]) -> Any:
    """Take the first of some fields that is filled."""
    out = None
    for name in names:
        value = item.pop(name, None)
        if out is None or out == "":
            out = value
    return out


def _key(value: Any) -> str:
    if type(value) is str:
        return (value if value.isprintable() else "".join(filter(str.isprintable, value))).strip()
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


FORMAT = Format(
    "convokit",
    rows,
    streams=True,
    hint="name the file utterances.jsonl of a corpus of ConvoKit, or its folder",
)
