from __future__ import annotations

import json
from importlib import import_module

import pytest

from discourse.errors import InputError
from discourse.readers import TABLE
from discourse.readers.detect import detect
from discourse.readers.source import Source

PROSE = (
    "Bridge closed, they say\n\nOne, two, three; and, four.\n\n\n"
    "Ada Byron\n\nSad, very sad, I think.\n\nBen King\n\nWhy, though?"
)
SAMPLES = [
    (PROSE, "a.txt", "thread"),
    (PROSE, "a.csv", "thread"),
    (PROSE.replace("\n\n", "\n"), "a.txt", "thread"),
    ("Comment\n\nAda Byron\n\nSad.", "a.txt", "thread"),
    ("user,text\nAda,x\nBen,y", "a.txt", "csv"),
    ("id;author;body\n1;Ada;x", "pasted text", "csv"),
    ("id\tauthor\tbody\n1\tAda\tx", "a", "csv"),
    ("a,b\n1,2\n", "a.csv", "csv"),
    ("kind,document_id,comment_id,author,text\n", "a.txt", "csv"),
    ('{"a": 1}\n{"a": 2}', "a.txt", "jsonl"),
    ('[{"a": 1}]', "a.csv", "jsonl"),
    ('[\n  {\n "a": 1}]', "a", "jsonl"),
    ('{"a": 1,\n', "a.json", "jsonl"),
    ("[Ada] said: no\n\nBen\n\nyes", "a.txt", "thread"),
]


@pytest.mark.parametrize(("text", "name", "expected"), SAMPLES)
def test_formats_are_told_by_content_first(text: str, name: str, expected: str) -> None:
    assert detect(Source.from_text(text, name)) == expected


@pytest.mark.parametrize("text", ["0101 1010 " * 50, "%%%% ---- ++++\n#### ....", "12;13;14\n15;16;17"])
def test_what_is_in_no_format_is_refused_with_the_formats_named(text: str) -> None:
    with pytest.raises(InputError, match=r"x.dat is in no format that is known.*thread.*csv.*jsonl"):
        detect(Source.from_text(text, "x.dat"))


@pytest.mark.parametrize("name", ["thread", "csv", "jsonl"])
def test_every_reader_sniffs_between_0_and_1_and_gives_the_same_corpus_twice(name: str) -> None:
    module = import_module(TABLE.entry(name).target.partition(":")[0])
    for text, file, expected in SAMPLES:
        source = Source.from_text(text, file)
        assert 0 <= module.sniff(source) <= 1
        if expected == name and "user" in text:
            assert TABLE.load(name)(source).digest == TABLE.load(name)(source).digest


@pytest.mark.parametrize("name", ["thread", "csv", "jsonl"])
def test_every_reader_records_its_source_and_takes_options_by_keyword_only(name: str) -> None:
    text = {"thread": PROSE, "csv": "user,text\nAda,x", "jsonl": json.dumps({"user": "Ada", "text": "x"})}[
        name
    ]
    source = Source.from_text(text, "folder.name.txt")
    record = TABLE.load(name)(source).sources[0]
    assert (record["file"], record["format"], record["sha256"]) == ("folder.name.txt", name, source.sha256)
    assert (record["bytes"], record["encoding"]) == (len(text.encode()), "utf-8")
    json.dumps(record)
    with pytest.raises(TypeError):
        TABLE.load(name)(source, None)
