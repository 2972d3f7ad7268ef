"""Codebooks: what loads, what is said of what does not, and the way back to TOML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.coders.dictionary.coder import dictionary
from discourse.errors import CodebookError, InputError
from discourse.model.codebook import Actor, Alias, Codebook, Narrative
from discourse.model.codebook_dump import dump
from discourse.model.codebook_file import load, parse, shipped
from discourse.model.corpus import Corpus
from discourse.model.cues import parse_cue

HEAD = 'id = "x"\nlabel = "X"\n'
SOUND = (
    HEAD
    + """
[[actor]]
id = "iran"
label = "Iran"
aliases = ["Iran"]

[[actor]]
id = "usa"
label = "USA"
parent = "iran"
aliases = ["US", { text = "America", case = "any" }]

[[narrative]]
id = "out"
label = "Out"
cues = ["{actor:iran} out"]
"""
)


def test_a_sound_codebook_loads_with_defaults() -> None:
    book = parse(SOUND, "x.toml")
    assert (book.language, book.version, book.description) == ("en", "", "")
    assert book.actor("usa") == Actor("usa", "USA", (Alias("US"), Alias("America", "any")), "actor", "iran")
    assert book.narrative("out").label == "Out"
    with pytest.raises(KeyError):
        book.actor("nobody")
    assert book.entities[["variable", "id", "parent"]].fillna("").values.tolist() == [
        ["actor", "iran", ""], ["actor", "usa", "iran"], ["narrative", "out", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alias", "exact"),
    [
        (Alias("US"), True), (Alias("SAA"), True), (Alias("J&J"), True), (Alias("U.S"), True),
        (Alias("NATO"), False), (Alias("us"), False), (Alias("Us"), False), (Alias("US", "any"), False),
        (Alias("West", "exact"), True), (Alias("北京"), False), (Alias("5"), False), (Alias("АБВ"), True),
    ],
)  # fmt: skip
def test_short_names_in_capitals_ask_for_capitals(alias: Alias, exact: bool) -> None:
    assert alias.exact is exact


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "sentence"),
    [
        ('aliases = ["Iran"]', 'aliasses = ["Iran"]', 7, "aliasses", "unknown key. Did you mean 'aliases'?"),
        ('aliases = ["Iran"]', 'aliasses = ["Iran"]', 5, "aliases", "no aliases"),
        ('label = "X"', 'label = "X"\ncolour = "red"', 3, "colour", "unknown key"),
        ('cues = ["{actor:iran} out"]', 'cue = ["x"]', 18, "cue", "unknown key. Did you mean 'cues'?"),
        ('["US", ', '["iran", ', 13, "aliases", "'iran' is claimed by two actors, 'iran' and 'usa'"),
        ('["US", ', '["US", "US", ', 13, "aliases", "are matched alike; keep one"),
        ('["US", ', '["America", ', 13, "aliases", "are matched alike"),
        ('["US", ', '["-", ', 13, "aliases", "is empty"),
        ('["US", ', '["!", ', 13, "aliases", "without a letter"),
        ('["US", ', "[5, ", 13, "aliases", "an alias is a text"),
        ('case = "any"', 'case = "upper"', 13, "aliases", "case must be auto, exact, any, not 'upper'"),
        ('case = "any"', 'kase = "any"', 13, "aliases", "an alias is a text"),
        ('"{actor:iran} out"', '"{actor:irann} out"', 18, "cues", "no actor: 'irann'. Did you mean 'iran'?"),
        ('"{actor:iran} out"', '""', 18, "cues", "is empty"),
        ('"{actor:iran} out"', '"ab*"', 18, "cues", "at least 3 letters"),
        ('"{actor:iran} out"', '{ all = ["a"], near = 0 }', 18, "cues", "'near' in a cue"),
        ('"{actor:iran} out"', '{ al = ["a"] }', 18, "cues", "unknown key 'al'"),
        ('"{actor:iran} out"', "", 18, "cues", "has no cues"),
        ('parent = "iran"', 'parent = "iram"', 12, "parent", "'iram' that is no actor"),
        ('parent = "iran"', 'parent = "usa"', 12, "parent", "its own ancestor"),
        ('id = "usa"', 'id = "iran"', 10, "id", "given to two actors, numbers 1 and 2"),
        ('id = "usa"', 'id = "us a"', 10, "id", "must be letters, digits"),
        ('id = "usa"', "id = 5", 10, "id", "must be a text"),
        ('id = "usa"\n', "", 9, "id", "is missing or empty"),
        ('label = "USA"', 'label = " "', 11, "label", "is missing or empty"),
        ('id = "x"', 'format = "discourse-codebook/9"\nid = "x"', 1, "format", "this version reads"),
        ('id = "out"', 'id = "out"\nexamples = "one"', 17, "examples", "a list of texts"),
        ('id = "out"', 'id = "out"\nexamples = [""]', 17, "examples", "a list of texts"),
    ],
)
def test_a_fault_is_told_with_file_line_and_key(
    old: str, new: str, line: int, key: str, sentence: str
) -> None:
    assert old in SOUND
    with pytest.raises(CodebookError) as caught:
        parse(SOUND.replace(old, new, 1), "x.toml")
    wanted = f"x.toml, line {line}, key {key!r}: "
    assert any(p.startswith(wanted) and sentence in p for p in caught.value.problems), caught.value.problems
    assert str(caught.value).splitlines() == list(caught.value.problems)


def test_all_faults_are_told_at_once() -> None:
    text = SOUND.replace('label = "USA"', "").replace('"{actor:iran} out"', '"ab*", "{actor:x}"')
    with pytest.raises(CodebookError) as caught:
        parse(text, "x.toml")
    for sentence in ("'label': is missing", "'ab*'; at least 3", "no actor: 'x'"):
        assert sum(sentence in p for p in caught.value.problems) == 1


def test_the_line_of_an_alias_in_a_long_list() -> None:
    text = SOUND.replace('["US", ', '[\n  "US",\n  "Yankee",\n  "Iran",\n  ')
    with pytest.raises(CodebookError) as caught:
        parse(text, "x.toml")
    assert caught.value.problems[0].startswith("x.toml, line 16, key 'aliases'")


@pytest.mark.parametrize(
    "description",
    ['"""\n[[actor]]\nlabel = 5\n"""', "'''\n[[actor]]\n'''", "\"three ''' quotes\"", '"x" # """ a remark'],
)
def test_lines_are_right_behind_strings_that_look_like_headings(description: str) -> None:
    text = SOUND.replace('label = "X"', f'label = "X"\ndescription = {description}').replace('"USA"', '""')
    with pytest.raises(CodebookError) as caught:
        parse(text, "x.toml")
    line = text.splitlines().index('label = ""') + 1
    assert caught.value.problems == (f"x.toml, line {line}, key 'label': is missing or empty",)


def test_a_circle_of_parents_is_told() -> None:
    text = SOUND.replace('label = "Iran"', 'label = "Iran"\nparent = "usa"')
    with pytest.raises(CodebookError, match="its own ancestor"):
        parse(text, "x.toml")


@pytest.mark.parametrize("text", [HEAD, HEAD + "actor = 5", 'id = ""\nlabel = ""', ""])
def test_nothing_to_code(text: str) -> None:
    with pytest.raises(CodebookError):
        parse(text, "x.toml")


def test_a_single_table_where_a_list_is_meant() -> None:
    with pytest.raises(CodebookError, match=re.escape("[[actor]]")):
        parse(HEAD + '[actor]\nid = "a"\nlabel = "A"\naliases = ["a"]', "x.toml")


def test_tables_written_in_one_line_are_read() -> None:
    text = HEAD + 'actor = [{ id = "a", label = "A", aliases = ["Aaa"] }]'
    assert parse(text, "x.toml").actor("a").label == "A"
    with pytest.raises(CodebookError, match=r"x\.toml, line \d+, key 'label'"):
        parse(text.replace('label = "A"', 'label = ""'), "x.toml")


def test_not_toml_is_told_with_the_line() -> None:
    with pytest.raises(CodebookError, match=r"x\.toml: not valid TOML: .*line 2"):
        parse('id = "x"\nlabel = \n', "x.toml")


def test_files(tmp_path: Path) -> None:
    good = tmp_path / "own.toml"
    good.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert Codebook.load(good).digest == parse(SOUND, "x").digest
    assert Codebook.load(str(good)).id == "x"
    latin = tmp_path / "latin.toml"
    latin.write_bytes(SOUND.replace("Iran", "Irán").encode("latin-1"))
    with pytest.raises(CodebookError, match="not UTF-8 at byte"):
        load(latin)
    with pytest.raises(InputError, match="folder"):
        load(tmp_path)
    with pytest.raises(InputError, match="Did you mean 'syria-conflict'"):
        load("syria-conflct")


@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        (lambda: Codebook("x", "X", ()), "nothing to code"),
        (lambda: Codebook("x", "X", (Actor("a", "A", ()),)), "no aliases"),
        (
            lambda: Codebook("x", "X", (Actor("a", "A", (Alias("b"),)), Actor("a", "A", (Alias("c"),)))),
            "two actors",
        ),
        (lambda: Codebook("x", "X", (Actor("a", "A", (Alias("b"),), parent="z"),)), "no actor"),
        (lambda: Codebook("x", "X", (), (Narrative("n", "N", ()),)), "no cues"),
    ],
)
def test_a_codebook_made_in_a_notebook_is_checked_too(book: object, sentence: str) -> None:
    with pytest.raises(CodebookError, match=sentence):
        book()  # type: ignore[operator]


def test_a_slot_for_nobody_is_found_in_a_codebook_made_in_a_notebook() -> None:
    cue = parse_cue("{actor:z} out", {"z"}, print)
    assert cue is not None
    with pytest.raises(CodebookError, match="slot for no actor"):
        Codebook("x", "X", (Actor("a", "A", (Alias("b"),)),), (Narrative("n", "N", (cue,)),))


SHIPPED = sorted(shipped())
CASES = [
    (name, narrative.id, text, wanted)
    for name in SHIPPED
    for narrative in Codebook.load(name).narratives
    for texts, wanted in ((narrative.examples, True), (narrative.counterexamples, False))
    for text in texts
]


def test_two_codebooks_are_shipped_and_each_has_examples() -> None:
    assert {"syria-conflict", "vaccination"} <= set(SHIPPED)
    for name in SHIPPED:
        book = Codebook.load(name)
        assert book.id == name
        assert len(book.actors) >= 40
        assert len(book.narratives) >= 15
        assert all(n.examples and n.counterexamples and n.description for n in book.narratives)


@pytest.fixture(scope="module")
def coded() -> dict[str, set[tuple[str, str]]]:
    """Text and narrative of every statement on the examples, by codebook."""
    out = {}
    for name in SHIPPED:
        texts = [t for n, _, t, _ in CASES if n == name]
        corpus = Corpus.from_comments([("a", t) for t in texts])
        table = dictionary(corpus, Codebook.load(name), stance=False).table
        text = table["comment_id"].map(corpus.comments.set_index("comment_id")["text"])
        out[name] = set(zip(text, table["narrative"], strict=True))
    return out


@pytest.mark.parametrize(("name", "narrative", "text", "wanted"), CASES)
def test_shipped_examples_are_coded_and_counterexamples_not(
    name: str, narrative: str, text: str, wanted: bool, coded: dict[str, set[tuple[str, str]]]
) -> None:
    assert ((text, narrative) in coded[name]) == wanted


@pytest.mark.parametrize("name", SHIPPED)
def test_dumping_and_parsing_a_shipped_codebook_gives_it_back(name: str) -> None:
    book = Codebook.load(name)
    again = parse(dump(book), "copy.toml")
    assert again == book
    assert again.digest == book.digest
    assert dump(again) == dump(book)


LABEL = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda s: s.strip() == s and s
)


@given(LABEL, LABEL, st.lists(LABEL, max_size=2))
def test_dumping_and_parsing_gives_any_codebook_back(
    label: str, description: str, examples: list[str]
) -> None:
    cues = tuple(
        parse_cue(c, {"a"}, print)
        for c in (
            "US out",
            {"all": ["{actor:a}", {"any": ['say "x\\y"', "foreign*"]}], "not": ["b"], "near": 4},
        )
    )
    book = Codebook(
        "x",
        label,
        (Actor("a", label, (Alias('al\'ias \\ "q"'), Alias("B", "any")), "kind", None),),
        (Narrative("n", label, tuple(c for c in cues if c), description, tuple(examples), ()),),
        description=description,
        version="1",
    )
    assert parse(dump(book), "copy.toml") == book


def test_a_codebook_without_language_comes_back_without_one() -> None:
    book = Codebook("x", "X", (Actor("a", "A", (Alias("bcd"),)),), language="")
    assert parse(dump(book), "copy.toml").language == ""


def test_displays_escape_what_they_show() -> None:
    book = Codebook("x", "<b>X</b>", (Actor("a", "<i>A</i>", (Alias("bcd"),)),))
    assert "<i>A" not in book._repr_html_()
    assert "<b>X" not in book._repr_html_()
    assert repr(book) == "Codebook('x', 1 actors, 0 narratives)"
