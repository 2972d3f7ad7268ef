"""What stands in a line of Reddit's Markdown: emphasis, links, code, spoilers, escapes."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

from discourse.readers.rows.markup.addresses import BARE, shortens, trimmed, web

# Every branch starts with a character of its own, which lets the search skip from sign to sign.
_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~\n]"
    r"|``*|\*\**|__*|~~~*"
    r"|\^(?<!\^\^)\^*+(?:\(|(?=[^\W_]))"
    r"|!\[|!<|\[|\]|>!|\)"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|<https?://[^\s<>]*>"
    rf"|{BARE}"
    r"|\n(?=\n|[ \t]*+(?:[*+-]|[0-9]{1,9}[.)])[ \t])"
)
_DEST = re.compile(
    r"\(\s*+(?:<([^<>\n]*+)>|((?:[^\s()\\]++|\\.|\((?:[^\s()\\]++|\\.)*+\))*+))"
    r"(?:\s++(?:\"((?:[^\"\\]++|\\.)*+)\"|'((?:[^'\\]++|\\.)*+)'))?\s*+\)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TICKS = re.compile(r"``*")
_LONGEST = 16  # more signs in a row are no emphasis
_BACK = 12  # how many open signs are looked through for a match


class Inline:
    """Reads texts and collects the addresses in them."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def read(self, text: str) -> str:
        """Return a text, of one or more paragraphs, without its inline markup."""
        token = _TOKEN.search(text)
        if token is None:
            return text
        self.text = text
        self.out: list[str] = []
        self.open: list[tuple[str, int, bool]] = []  # emphasis: sign, place in out, whether within a word
        self.brackets: list[tuple[int, int, bool]] = []  # place in out, links before it, whether of an image
        self.raised: list[int] = []
        self.spoilers: list[int] = []
        self.ticks: dict[int, list[int]] | None = None
        out = self.out
        at = 0
        while token is not None:
            start = token.start()
            if start > at:
                out.append(text[at:start])
            sign = token[0]
            first = sign[0]
            if first in "*_~":
                at = token.end()
                self._emphasis(sign, start, at)
            elif first == "\\":
                out.append(sign[1])
                at = start + 2
            elif first in "hHwW":
                at = start + self._address(sign, start)
            elif first in "[!":
                at = token.end()
                self._opening(sign)
            elif first == "]":
                at = self._closing(start)
            elif first == "\n":
                self.open.clear()
                self.raised.clear()
                out.append(sign)
                at = start + 1
            else:
                at = self._other(sign, start)
            token = _TOKEN.search(text, at)
        out.append(text[at:])
        return "".join(out)

    def _emphasis(self, sign: str, start: int, end: int) -> None:
        before = self.text[start - 1] if start else " "
        after = self.text[end] if end < len(self.text) else " "
        out = self.out
        out.append(sign)
        if len(sign) > _LONGEST:
            return
        word_before, word_after = before.isalnum(), after.isalnum()
        left = not after.isspace() and (word_after or not word_before)
        right = not before.isspace() and (word_before or not word_after)
        within = word_before and word_after
        if sign[0] == "_":
            if within or (before == "/" and self.text[max(start - 2, 0) : start] in ("u/", "r/")):
                return
        elif sign[0] == "~" and len(sign) != 2:
            return
        if right and self.open and self._matched(sign, within):
            return
        if left:
            self.open.append((out[-1], len(out) - 1, within))

    def _matched(self, sign: str, within: bool) -> bool:
        """Take away what opened this emphasis, and return whether nothing is left of the sign."""
        out, stack = self.out, self.open
        for i in range(len(stack) - 1, max(len(stack) - 1 - _BACK, -1), -1):
            opened, place, inside = stack[i]
            if opened[0] != sign[0] or (inside and within):
                continue
            if len(opened) == len(sign):
                out[place] = out[-1] = ""
                del stack[i:]
                return True
            if len(opened) > len(sign) and len(opened) > 2:
                out[place] = opened[: len(opened) - len(sign)]
                out[-1] = ""
                stack[i] = (out[place], place, inside)
                del stack[i + 1 :]
                return True
            if len(sign) > 2 and len(opened) < len(sign):
                out[place] = ""
                del stack[i:]
                out[-1] = sign = sign[len(opened) :]
                return self._matched(sign, within) if stack else False
        return False

    def _address(self, sign: str, start: int) -> int:
        found = trimmed(sign)
        if not found:
            self.out.append(sign)
            return len(sign)
        shown = found
        if "\\" in found or "&amp;" in found:
            shown = _ESCAPE.sub(r"\1", found).replace("&amp;", "&")
        self.out.append(shown)
        address = web(shown)
        if address:
            self.links.append(address)
        return len(found)

    def _opening(self, sign: str) -> None:
        out = self.out
        if sign == "!<":
            if self.spoilers:
                out[self.spoilers.pop()] = ""
                sign = ""
        else:
            self.brackets.append((len(out), len(self.links), sign == "!["))
        out.append(sign)

    def _closing(self, start: int) -> int:
        """Close a bracket; return where to go on, which is behind the address if it was a link."""
        out = self.out
        place, before, image = self.brackets.pop() if self.brackets else (-1, 0, False)
        dest = _DEST.match(self.text, start + 1) if place >= 0 else None
        if dest is None:
            out.append("]")
            return start + 1
        address, title = dest[1] or dest[2] or "", dest[3] or dest[4] or ""
        if "\\" in address:
            address = _ESCAPE.sub(r"\1", address)
        address = web(html.unescape(address) if "&" in address else address)
        words = "".join(out[place + 1 :]) if len(out) - place < 20 else "many"
        out[place] = ""
        if image:
            if not address and words.lower() in ("gif", "img"):  # Reddit's own pictures
                del out[place:]
        else:
            self.brackets.clear()
            if words.startswith("http"):  # the address itself, perhaps cut off
                del self.links[before:]
            if not words.strip() or shortens(words, address):
                del out[place:]
                out.append(address)
            if title and not address:  # a spoiler of old: [words](/s "what happens")
                out.append(f" {_ESCAPE.sub(lambda m: m[1], title)}" if out and out[-1].strip() else title)
        if address:
            self.links.append(address)
        return dest.end()

    def _other(self, sign: str, start: int) -> int:
        out, text = self.out, self.text
        first, end = sign[0], start + len(sign)
        if first == "`":
            return self._code(sign, start)
        if first == "^":
            before = text[start - 1] if start else " "
            if sign[-1] == "(":
                if not before.isdigit():
                    self.raised.append(len(out))
                out.append(sign)
            else:
                out.append(sign if before.isalnum() else "")
        elif first == ")":
            if self.raised:
                out[self.raised.pop()] = ""
                sign = ""
            out.append(sign)
        elif first == ">":
            self.spoilers.append(len(out))
            out.append(sign)
        elif first == "<":
            address = web(sign[1:-1])
            if address:
                self.links.append(address)
            out.append(sign[1:-1] if address else sign)
        else:
            out.append(html.unescape(sign))
        return end

    def _code(self, sign: str, start: int) -> int:
        """Return where to go on: behind the code, or behind the sign if no code ends."""
        if self.ticks is None:
            self.ticks = {}
            for found in _TICKS.finditer(self.text):
                self.ticks.setdefault(len(found[0]), []).append(found.start())
        end = start + len(sign)
        places = self.ticks.get(len(sign), [])
        i = bisect_left(places, end)
        if i == len(places) or self.text.find("\n\n", end, places[i]) >= 0:
            self.out.append(sign)
            return end
        self.out.append(self.text[end : places[i]].strip(" "))
        return places[i] + len(sign)
