"""Reader of ConvoKit corpora: utterances.jsonl, with speakers.json and conversations.json beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, loads, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: What ConvoKit called its fields in its first versions, and what it calls them.
_SPEAKERS, _CONVERSATIONS, _REPLIES = (
    ("speaker", "user"),
    ("conversation_id", "root"),
    ("reply-to", "reply_to"),
)
_NAMES = ("name", "full_name", "display_name", "character_name", "username")
_TITLES = ("title", "page_title", "name", "movie_name", "case_name", "subject", "topic")
_ADDRESSES = ("url", "permalink", "page_url")
#: Of Reddit alone.
_REDDIT = ("subreddit", "permalink", "gilded", "author_flair_text", "author_flair_css_class")
#: What stands for a value that ConvoKit keeps in a file of Python objects, which may run anything when it is opened.
_BINARY = "<##bin{"
_PARSE = ("parsed", "parse", "pos_tags", "parsed_text")


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
    """Yield the utterances of a corpus, and the conversations of which more is known; see :func:`read`."""
    speakers = _Speakers(_beside(source, tally, "speakers.json", "users.json"))
    conversations = _beside(source, tally, "conversations.json")
    told = {name: _meta(found) for name, found in conversations.items()}
    seen: dict[str, int] = {}
    rooted: set[str] = set()
    for line, item in items(source, tally, what="utterance"):
        if not any(n in item for n in _SPEAKERS) and not any(n in item for n in _CONVERSATIONS):
            tally.add("dropped", "neither a speaker nor a conversation: no utterance", line, str(item)[:200])
            continue
        row = _utterance(item, line, speakers, tally)
        document = row["document"]
        if document and document not in seen:
            seen[document] = line
        if row["id"] == document and row["parent"] in ("", document) and document not in rooted:
            about = told.get(document, {})
            if _is_opener(row, about):
                rooted.add(document)
                row = _opener(row, about)
        row.pop("header", None)
        yield row
    for name, line in seen.items():
        if name not in rooted and told.get(name):
            yield _opener({"line": line, "id": name, "extra": {}}, told[name])


def _utterance(item: dict[str, Any], line: int, speakers: _Speakers, tally: Tally) -> Row:
    pop = item.pop
    speaker = _first(item, _SPEAKERS)
    if isinstance(speaker, dict):
        speaker = speaker.get("id") or speaker.get("name")
    key = _key(speaker)
    meta = pop("meta", None)
    extra: dict[str, Any] = dict(meta) if isinstance(meta, dict) else {"meta": meta} if meta else {}
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
    if any(field in extra for field in _REDDIT):
        row["markup"] = "markdown"
        text = row["text"]
        if type(text) is str and "&" in text:
            row["text"] = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        if type(extra.get("score")) is int:
            row["likes"] = extra.pop("score")
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
    binary = [f for f, v in extra.items() if type(v) is str and v.startswith(_BINARY)]
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


class _Speakers:
    """What ``speakers.json`` tells of speakers."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        self.known: dict[str, tuple[str, dict[str, Any]]] = {}

    def _of(self, key: str) -> tuple[str, dict[str, Any]]:
        known = self.known.get(key)
        if known is None:
            meta = _meta(self.found.get(key))
            field = next((n for n in _NAMES if type(meta.get(n)) is str and meta[n].strip()), "")
            plain = {
                n: v
                for n, v in meta.items()
                if n != field
                and type(v) in (str, int, float, bool)
                and v != ""
                and not str(v).startswith(_BINARY)
            }
            known = self.known[key] = (meta.get(field, ""), plain)
        return known

    def name(self, key: str) -> str:
        """Return a speaker's name, if there is one beside the id."""
        return self._of(key)[0] if self.found else ""

    def about(self, key: str) -> dict[str, Any]:
        """Return what else is known."""
        return self._of(key)[1] if self.found else {}


def _beside(source: Source, tally: Tally, *names: str) -> dict[str, Any]:
    """Return what a file in the same folder holds, by id; nothing if it is not there."""
    if source.path is None:
        return {}
    place = next((p for n in names if (p := source.path.with_name(n)).is_file()), None)
    if place is None or place == source.path:
        return {}
    try:
        found = loads(Source.open(place).text)
    except InputError as error:
        tally.add(
            "repaired", f"{place.name} could not be read, so that the corpus lacks it", None, str(error)
        )
        return {}
    if not isinstance(found, dict):
        reason = f"{place.name} is no JSON object of things by their ids, so that the corpus lacks it"
        tally.add("repaired", reason)
        return {}
    return found


def _meta(found: Any) -> dict[str, Any]:
    """Return what is told of a speaker or a conversation: in ``meta`` since version 2.5, by itself before."""
    if not isinstance(found, dict):
        return {}
    inner = found.get("meta")
    return inner if isinstance(inner, dict) else found


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
