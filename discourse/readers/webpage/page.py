"""From the bytes of a saved page to its tree: encodings, MHTML, and the limits of the parser."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from discourse.errors import InputError
from discourse.readers.documents import content
from discourse.readers.source import Source

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_MIME = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.ASCII)
_START = 4096
#: What browsers take these names for.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
}
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Page:
    """A saved page.

    Attributes
    ----------
    tree : lxml.html.HtmlElement
    html : str
        What was parsed.
    address : str
        Where it was saved from, where the file says so outside its HTML; else empty.
    encoding : str
    repair : str
        A sentence where characters could not be decoded, else empty.
    declared : bool
        Whether the page itself names its encoding.
    repair : str
        A sentence where characters could not be decoded, else empty.
    """

    tree: Any
    html: str
    address: str
    encoding: str
    repair: str = ""
    declared: bool = False


def is_archive(source: Source) -> bool:
    """Whether this is a page saved with its pictures in one file (MHTML)."""
    head = source.head.lstrip()
    low = head[:2000].lower()
    return (
        bool(_MIME.match(head))
        and "mime-version:" in low
        and ("multipart/related" in low or "content-type: text/html" in low)
    )


def open_page(source: Source) -> Page:
    """Decode and parse a saved page.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Page

    Raises
    ------
    InputError
        If it holds no HTML, or is nested too deeply.
    """
    data = content(source)
    if is_archive(source):
        data, charset, address = _unpack(source)
        html, encoding, repair = _decode(data, charset)
        declared = charset
    else:
        address, repair = "", ""
        html, encoding = source.text, source.encoding
        declared = "" if encoding.startswith(("utf-16", "utf-32")) else _declared(data[:_START])
        if declared and encoding != "utf-8":
            html, encoding, repair = _decode(data, declared)
    return Page(parse(html, source.name), html, address, encoding, repair, bool(declared))


def parse(html: str, name: str) -> Any:
    """Return the tree of a page.

    Examples
    --------
    >>> parse("<p>Ada<p>Ben", "page.html").text_content()
    'AdaBen'
    """
    from lxml import etree
    from lxml import html as lxml_html

    html = _UNFIT.sub("\ufffd", html)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        tree = lxml_html.document_fromstring(html.encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise InputError(
            f"{name} holds no HTML that can be read; save the page again, or paste its text"
        ) from None
    if any("depth" in str(entry.message) for entry in parser.error_log.filter_from_fatals()):
        raise InputError(
            f"{name} nests its elements more than 2000 deep, which no site does; copy the page's text from the "
            "browser and paste it into a file"
        )
    return tree


def _declared(start: bytes) -> str:
    match = _CHARSET.search(start)
    return _codec(match[1].decode("ascii", "replace")) if match else ""


def _codec(label: str) -> str:
    """Return Python's name of an encoding; nothing for one that is unknown or no encoding of text."""
    label = label.strip().lower()
    try:
        found = codecs.lookup(_MEANT.get(label, label))
        "a".encode(found.name)
    except (LookupError, ValueError):
        return ""
    return found.name


def _decode(data: bytes, charset: str) -> tuple[str, str, str]:
    """Decode a page: UTF-8 where it is sound, else as it declares."""
    for encoding in dict.fromkeys(("utf-8", charset or "utf-8")):
        try:
            return data.decode(encoding), encoding, ""
        except (UnicodeDecodeError, ValueError):
            continue
    encoding = charset or "utf-8"
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, encoding, f"{lost} characters that are not {encoding}, which the page declares, are lost"


def _unpack(source: Source) -> tuple[bytes, str, str]:
    """Return the HTML of an MHTML file, its encoding, and the address of the page."""
    import email
    from email import policy

    try:
        message = email.message_from_bytes(content(source), policy=policy.compat32)
        address = str(message.get("Snapshot-Content-Location") or message.get("Content-Location") or "")
        for part in message.walk():
            if part.get_content_type() != "text/html":
                continue
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                charset = _codec(str(part.get_content_charset() or "")) or _declared(data[:_START])
                return data, charset, address or str(part.get("Content-Location") or "")
    except (RecursionError, ValueError, LookupError, TypeError):
        pass
    raise InputError(f"{source.name} is a web archive without a page in it; save the page again, as HTML")
