"""From the markup of comments (HTML, Reddit's Markdown, none) to text, with quotations and links kept aside."""

from __future__ import annotations

from discourse.readers.rows.markup.hypertext import plain_html
from discourse.readers.rows.markup.markdown import plain_markdown
from discourse.readers.rows.markup.marked import marked, suspects
from discourse.readers.rows.markup.plain import Plain, plain_text

__all__ = ["Plain", "marked", "plain_html", "plain_markdown", "plain_text", "suspects"]
