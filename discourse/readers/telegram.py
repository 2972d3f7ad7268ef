"""Reader of Telegram Desktop's exports (result.json): one chat, or all chats of an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_TYPES = frozenset(
    (
        *("personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup"),
        *("public_supergroup", "private_channel", "public_channel", "replies", "verify_codes"),
    )
)
_LISTS = ("chats", "left_chats")
#: Names and telephone numbers of people who did not write.
_PRIVATE = ("contact_information", "contact_vcard")
_QUOTES = ("blockquote", "expandable_blockquote")


def sniff(source: Source) -> float:
    """Return how surely a source is an export of Telegram Desktop: by the fields that head its chats."""
    found = peek(source)
    if not isinstance(found, dict):
        return 0.0
    messages = found.get("messages")
    if isinstance(messages, list):
        first = messages[0] if messages and isinstance(messages[0], dict) else {}
        if str(found.get("type")) in _TYPES or "date_unixtime" in first:
            return 0.99
        return 0.97 if "from_id" in first or "actor_id" in first else 0.0
    if any(isinstance(c := found.get(name), dict) and isinstance(c.get("list"), list) for name in _LISTS):
        return 0.99
    return 0.98 if "personal_information" in found and "about" in found else 0.0


def rows(source: Source, tally: Tally, *, forwards: str = "keep") -> Iterator[Row]:
    r"""Yield the chats, as documents, and their messages.

    Of an account's export only the messages are read, never its personal information, contacts or sessions.

    A message's text is one string or pieces with their style, which are joined; block quotes go to ``quoted`` if the
    message says more than that; the addresses behind linked words go to ``links``. A poll without a text has its
    question for one. Service messages ("pinned a message") are dropped; what answers one is top-level, and of
    messages in a topic ``extra`` names it. Numbers of messages count within a chat, so that where a file holds more
    than one chat the chat's number stands before them. Deleted accounts have no name, but keep their id.

    Parameters
    ----------
    source : Source
    tally : Tally
    forwards : str
        A forwarded message repeats another's words: ``"keep"`` keeps it as what it is, somebody's passing on of them
        under their own name, with ``forwarded_from`` in ``extra``, and notes how many there are; ``"drop"`` drops it.

    Yields
    ------
    dict
        A row (:data:`discourse.readers.rows.format.Row`); ``line`` is the running number of the message.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> text = '''{"name": "G", "type": "private_group", "id": 7, "messages": [{"id": 1, "type": "message",
    ...   "date_unixtime": "1697222508", "from": "Ada", "text": ["so ", {"type": "bold", "text": "no"}]}]}'''
    >>> [(r["id"], r.get("title"), r.get("text")) for r in rows(Source.from_text(text), Tally("x", "rows"))]
    [('7', 'G', None), ('1', None, 'so no')]
    """
    if forwards not in ("keep", "drop"):
        raise OptionError(f"forwards is 'keep' or 'drop', not {forwards!r}")
    chats = [
        chat for line, found in items(source, tally, what="export") for chat in _chats(found, line, tally)
    ]
    count = forwarded = first = 0
    who = ""
    for chat in chats:
        number = chat.get("id")
        document = None if number is None else str(number)
        prefix = f"{document}:" if len(chats) > 1 and document else ""
        default = "Saved messages" if chat.get("type") == "saved_messages" else ""
        yield {
            "line": count + 1,
            "kind": "document",
            "id": document,
            "title": chat.get("name") or default,
            "extra": {"type": chat.get("type")},
        }
        service: dict[str, dict[str, str]] = {}
        for message in chat["messages"]:
            count += 1
            if not isinstance(message, dict):
                tally.add("dropped", "no JSON message", count, str(message)[:200])
                continue
            kind = message.pop("type", "message")
            if kind != "message":
                _service(message, kind, service, count, tally)
                continue
            source_name = message.get("forwarded_from") or message.get("forwarded_from_id")
            if source_name or "forwarded_from" in message:
                if forwards == "drop":
                    tally.add(
                        "dropped", "a forwarded message (forwards='drop')", count, str(source_name or "")
                    )
                    continue
                forwarded += 1
                if not first:
                    first, who = count, str(source_name or "a deleted account")
            yield _row(message, document, prefix, service, count, tally)
    if forwarded:
        reason = f"forwarded messages, whose words are others', named in extra (forwarded_from): {forwarded}"
        tally.flag(reason, first, who)


def _chats(found: dict[str, Any], line: int, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield the objects that hold messages."""
    if isinstance(found.get("messages"), list):
        yield found
        return
    lists = [found[name].get("list") for name in _LISTS if isinstance(found.get(name), dict)]
    chats = [chat for part in lists if isinstance(part, list) for chat in part]
    if not lists:
        tally.add(
            "dropped", "an object without messages; expected an export of Telegram Desktop as JSON", line
        )
    for chat in chats:
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            yield chat
        else:
            name = chat.get("name") if isinstance(chat, dict) else chat
            tally.add("dropped", "a chat without messages", line, str(name or ""))


def _service(
    message: dict[str, Any], kind: Any, service: dict[str, dict[str, str]], line: int, tally: Tally
) -> None:
    """Drop what is no message of somebody's, and note what those mean who answer it."""
    action = message.get("action")
    title = str(message.get("title") or message.get("new_title") or "")
    if kind == "service":
        known = (
            {"topic": title} if action == "topic_created" else {"answers": str(action or "service message")}
        )
        if message.get("id") is not None:
            service[str(message["id"])] = known
        shown = " ".join(str(p) for p in (message.get("actor"), action, title) if p)
        tally.add(
            "dropped", f"a service message ({action or 'of no known kind'}), nobody's words", line, shown
        )
    else:
        tally.add("dropped", f"a message that Telegram does not export (type {kind!r})", line)


def _row(
    extra: dict[str, Any],
    document: str | None,
    prefix: str,
    service: dict[str, dict[str, str]],
    line: int,
    tally: Tally,
) -> Row:
    for name in _PRIVATE:
        extra.pop(name, None)
    number, writer = extra.pop("id", None), extra.pop("from_id", None)
    local, at = extra.pop("date", None), extra.pop("date_unixtime", None)
    text, pieces = extra.pop("text", None), extra.pop("text_entities", None)
    row: Row = {
        "line": line,
        "id": number if number is None else f"{prefix}{number}",
        "document": document,
        "author": extra.pop("from", None),
        "author_id": writer if writer is None or type(writer) is str else f"user{writer}",
        "created_at": at or local,
        "text": text,
        "extra": extra,
    }
    if type(text) is not str:
        _join(row, text if text is not None else pieces, extra)
    elif not text and isinstance(extra.get("poll"), dict) and extra["poll"].get("question"):
        _join(row, extra["poll"]["question"], extra)
        tally.add("repaired", "a poll; its question is taken for the text", line, str(row["text"]))
    answered = extra.pop("reply_to_message_id", None)
    if answered is not None:
        peer = extra.get("reply_to_peer_id")
        if peer:  # in another chat, where the same number means another message
            digits = str(peer).lstrip("abcdefghijklmnopqrstuvwxyz")
            row["parent"] = f"{digits}:{answered}" if digits != document else f"{prefix}{answered}"
        elif str(answered) in service:
            extra.update(service[str(answered)])
        else:
            row["parent"] = f"{prefix}{answered}"
    if "edited_unixtime" in extra:
        extra.pop("edited", None)
    return row


def _join(row: Row, pieces: Any, extra: dict[str, Any]) -> None:
    """Put pieces of a text together: their words, the quotes among them, the addresses behind words, who is named."""
    if isinstance(pieces, str):
        row["text"] = pieces
        return
    if not isinstance(pieces, list):
        row["text"] = ""
        return
    words: list[str] = []
    quoted: list[str] = []
    links: list[str] = []
    named: list[str] = []
    everything: list[str] = []
    for piece in pieces:
        if not isinstance(piece, dict):
            words.append(str(piece))
            everything.append(str(piece))
            continue
        text, kind = str(piece.get("text") or ""), piece.get("type")
        everything.append(text)
        (quoted if kind in _QUOTES else words).append(text)
        if kind == "text_link" and piece.get("href"):
            links.append(piece["href"])
        elif kind == "mention_name" and piece.get("user_id"):
            named.append(f"user{piece['user_id']}")
    own = "".join(words)
    if quoted and own.strip():
        row["quoted"] = "\n\n".join(q.strip() for q in quoted)
        row["raw"] = "".join(everything)
    elif quoted:  # its own words, set off
        own = "".join(everything)
    row["text"] = own
    if links:
        row["links"] = links
    if named:
        extra["mentions"] = named


FORMAT = Format("telegram", rows)


def read(source: Source, *, forwards: str = "keep") -> Corpus:
    """Read an export of Telegram Desktop.

    Parameters
    ----------
    source : Source
    forwards : str
        What to do with forwarded messages: ``"keep"`` or ``"drop"``; see :func:`rows`.

    Returns
    -------
    Corpus
        A document is a chat, a comment a message.

    Raises
    ------
    InputError
        If it is no JSON, breaks off, or holds no message.
    OptionError
        If ``forwards`` is something else.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source], forwards=forwards)
