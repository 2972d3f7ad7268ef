"""Which column of somebody's table holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from discourse.errors import InputError, OptionError, did_you_mean

#: The same in German, French, Spanish, Italian, Portuguese, Dutch and Finnish.
_WORDS: dict[str, tuple[str, ...]] = {
    "text": (
        *(
            "kommentar",
            "kommentartext",
            "beitrag",
            "nachricht",
            "commentaire",
            "texte",
            "comentario",
            "comentário",
        ),
        *("texto", "commento", "testo", "reactie", "kommentti", "teksti"),
    ),
    "author": (
        *(
            "autor",
            "autorin",
            "verfasser",
            "benutzer",
            "benutzername",
            "nutzer",
            "nutzername",
            "auteur",
            "utilisateur",
        ),
        *("usuario", "usuário", "autore", "utente", "gebruiker", "kirjoittaja"),
    ),
    "created_at": ("datum", "zeitpunkt", "zeitstempel", "erstelltam", "fecha", "horodatage", "päivämäärä"),
    "parent_id": ("antwortauf", "réponseà", "reponsea", "respuestaa", "rispostaa"),
    "likes": ("gefälltmir", "jaime", "megusta"),
    "title": ("titel", "titre", "título", "titulo", "titolo", "otsikko"),
}

#: Our fields, and how others head them (letters and digits only, in lower case), the most telling first. The order
#: of the fields decides who gets a column that several would take.
ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        *(
            "text",
            "body",
            "commenttext",
            "commentbody",
            "comment",
            "message",
            "content",
            "textoriginal",
            "rawmessage",
        ),
        *("textdisplay", "fulltext", "tweet", "utterance", "post", "reply"),
        *_WORDS["text"],
    ),
    "author": (
        *(
            "author",
            "user",
            "username",
            "authorname",
            "authordisplayname",
            "displayname",
            "screenname",
            "commenter",
        ),
        *("userscreenname", "speaker", "nickname", "handle", "name", "from", "postedby", "writer", "by"),
        *_WORDS["author"],
    ),
    "author_id": (
        "authorid",
        "userid",
        "commenterid",
        "speakerid",
        "fromid",
        "authorchannelid",
        "authorchannelidvalue",
    ),
    "created_at": (
        *(
            "createdat",
            "createdutc",
            "created",
            "timestamp",
            "publishedat",
            "published",
            "postedat",
            "posted",
        ),
        *("datetime", "commentdate", "date", "time", "dateunixtime", "unixtimestamp", "dateutc"),
        *_WORDS["created_at"],
    ),
    "comment_id": ("commentid", "id", "idstr", "tweetid", "messageid", "replyid", "commentno", "nr", "no"),
    "parent_id": (
        *(
            "parentid",
            "parentcommentid",
            "parent",
            "replyto",
            "inreplyto",
            "replytoid",
            "inreplytoid",
            "isreplyto",
        ),
        *("replytomessageid", "inreplytostatusid", "replytocommentid", "commentparent"),
        *_WORDS["parent_id"],
    ),
    "likes": (
        "likes",
        "likecount",
        "likescount",
        "score",
        "votes",
        "upvotes",
        "ups",
        "points",
        "favoritecount",
        "thumbsup",
        *_WORDS["likes"],
    ),
    "document_id": (
        *(
            "documentid",
            "threadid",
            "articleid",
            "postid",
            "submissionid",
            "linkid",
            "videoid",
            "discussionid",
        ),
        *(
            "conversationid",
            "storyid",
            "thread",
            "document",
            "submission",
            "discussion",
            "conversation",
            "story",
        ),
        *("article", "tree"),
    ),
    "title": (
        "title",
        "headline",
        "articletitle",
        "threadtitle",
        "documenttitle",
        "subject",
        *_WORDS["title"],
    ),
    "url": ("url", "articleurl", "threadurl", "link", "permalink"),
    "article": ("articletext", "articlebody", "documenttext"),
    "quoted": ("quoted", "quote", "quotedtext"),
    "deleted": ("deleted", "isdeleted", "removed", "isremoved"),
    "answers": (
        *(
            "replytoname",
            "inreplytoname",
            "isreplytoname",
            "replytouser",
            "replyingto",
            "inreplytoscreenname",
        ),
        *("inreplytouser", "parentauthor", "parentuser", "mentions", "mention"),
    ),
    "level": (
        "level",
        "replylevel",
        "commentlevel",
        "nestinglevel",
        "depth",
        "replydepth",
        "indent",
        "indentation",
        "ebene",
        "niveau",
        "nivel",
        "livello",
    ),
}
FIELDS = tuple(ALIASES)
#: How many names a message tells, and how much of each.
_SHOWN, _LONG = 8, 30


def plain(name: str) -> str:
    """Return a heading in the form in which it is compared.

    Examples
    --------
    >>> plain("Created_At"), plain("user.name")
    ('createdat', 'username')
    """
    return "".join(c for c in name.casefold() if c.isalnum())


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Return our field and their column for every field that a heading tells of.

    Examples
    --------
    >>> guess(["ID", "user.name", "Posted", "body", "mood"])
    {'text': 'body', 'author': 'user.name', 'created_at': 'Posted', 'comment_id': 'ID'}
    """
    forms: dict[str, str] = {}
    for column in columns:
        forms.setdefault(plain(column), column)
    out: dict[str, str] = {}
    for field, aliases in ALIASES.items():
        found = next((forms[a] for a in aliases if a in forms and forms[a] not in out.values()), None)
        if found is not None:
            out[field] = found
    if "parent_id" in out:
        out.pop("level", None)
    return out


def listed(names: Iterable[str]) -> str:
    """Return names for a message, the first ones and cut where there are many or long ones.

    Examples
    --------
    >>> listed(["id", "body"]), listed(["x" * 50]), listed("abcdefghijklmn")
    ('id, body', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…', 'a, b, c, d, e, f, g, h, … (14 in all)')
    """
    found = [" ".join(str(name)[:200].split()) for name in names]
    shown = [name if len(name) <= _LONG else f"{name[: _LONG - 1]}…" for name in found[:_SHOWN]]
    return ", ".join(shown) + (f", … ({len(found)} in all)" if len(found) > _SHOWN else "")


def check_columns(columns: Mapping[str, str | None] | None) -> None:
    """Raise :class:`OptionError` where a given mapping names no field of ours."""
    if columns is None:
        return
    if not isinstance(columns, Mapping):
        raise OptionError(
            f"columns maps our fields to the table's columns, as in {{'text': 'Body'}}; found {columns!r}"
        )
    for field in columns:
        if field not in FIELDS:
            raise OptionError(
                f"columns: {field!r} is no field of a comment.{did_you_mean(str(field), FIELDS)}"
            )


def choose(file: str, columns: Sequence[str], given: Mapping[str, str | None] | None) -> dict[str, str]:
    """Return the mapping to be used: what is given, and guesses for the rest.

    Parameters
    ----------
    file : str
        For messages.
    columns : sequence of str
        The table's.
    given : mapping or None
        Our field to their column; None as a value keeps a field empty.

    Returns
    -------
    dict of str to str

    Raises
    ------
    OptionError
        If a given field or column does not exist.
    InputError
        If no column can be the text of the comments.
    """
    check_columns(given)
    fixed: dict[str, str] = {}
    for field, column in (given or {}).items():
        if column is None:
            continue
        if column not in columns:
            raise OptionError(
                f"columns: {file} has no column {column!r} for {field!r}.{did_you_mean(str(column), columns)}"
            )
        fixed[field] = column
    free = [c for c in columns if c not in fixed.values()]
    guessed = {f: c for f, c in guess(free).items() if f not in (given or {})}
    out = {f: c for f in FIELDS if (c := fixed.get(f) or guessed.get(f)) is not None}
    if "text" not in out:
        raise InputError(
            f"{file} has no column that is known to hold the comments' text; its columns are {listed(columns)}: "
            "name the right one, as in --column text=Body (in Python, columns={'text': 'Body'}); if the table lacks a "
            "heading, add one"
        )
    return out
