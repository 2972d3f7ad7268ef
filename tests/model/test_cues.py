"""Parsing cues: what each becomes, and what is said of a faulty one."""

from __future__ import annotations

from typing import Any

import pytest

from discourse.model.cues import Group, Phrase, Slot, Word, parse_cue, phrases

ACTORS = {"iran", "usa"}


def parse(raw: Any) -> tuple[Any, list[str]]:
    said: list[str] = []
    return parse_cue(raw, ACTORS, said.append), said


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Regime  Change", (Word("regime"), Word("change"))),
        ("regime-change", (Word("regime"), Word("change"))),
        ("paid by foreign*", (Word("paid"), Word("by"), Word("foreign", prefix=True))),
        ("don’t trust", (Word("don't"), Word("trust"))),
        ("US out", (Word("us", exact="US"), Word("out"))),
        ("NATO out", (Word("nato"), Word("out"))),
        ("I know", (Word("i"), Word("know"))),
        ("{actor:iran} out", (Slot("iran"), Word("out"))),
        ("by{actor: usa }", (Word("by"), Slot("usa"))),
        ("{actor:iran}{actor:usa}", (Slot("iran"), Slot("usa"))),
        ("ex-president*", (Word("ex"), Word("president", prefix=True))),
        ("yes, indeed!", (Word("yes,"), Word("indeed!"))),
        ("erdoğan*", (Word("erdogan", prefix=True),)),
        ("- yes", (Word("yes"),)),
    ],
)
def test_phrases(raw: str, parts: tuple[Any, ...]) -> None:
    cue, said = parse(raw)
    assert said == []
    assert cue == Phrase(parts, raw)


def test_groups() -> None:
    cue, said = parse({"all": ["a", {"any": ["b", "c"]}], "any": ["d"], "not": ["e"], "near": 5})
    assert said == []
    assert isinstance(cue, Group)
    assert cue.near == 5
    assert [p.source for p in phrases(cue)] == ["a", "b", "c", "d", "e"]
    assert isinstance(cue.every[1], Group)
    one, said = parse({"any": ["x"], "not": "y"})
    assert said == []
    assert one.without[0].source == "y"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("!!", "is empty"),
        (7, "a text or a table"),
        (["a"], "a text or a table"),
        ("ab*", "at least 3 letters"),
        ("*", "at least 3 letters"),
        ("a*b", "inside the word"),
        ("{actor:iraq} out", "no actor: 'iraq'. Did you mean 'iran'?"),
        ("{actor:iran out", "brace"),
        ("{iran} out", "brace"),
        ({}, "needs 'all' or 'any'"),
        ({"not": ["a"]}, "needs 'all' or 'any'"),
        ({"all": []}, "'all' in a cue must be a list"),
        ({"all": "a"}, "'all' in a cue must be a list"),
        ({"any": [], "all": ["a"]}, "'any' in a cue must be a list"),
        ({"alll": ["a"]}, "unknown key 'alll'. Did you mean 'all'?"),
        ({"all": ["a"], "near": 0}, "'near'"),
        ({"all": ["a"], "near": True}, "'near'"),
        ({"all": ["a"], "near": "3"}, "'near'"),
        ({"all": ["a"], "near": 2.0}, "'near'"),
        ({"all": ["a", {"any": ["x*"]}]}, "at least 3 letters"),
        ({"all": ["a"], "not": ["{actor:x}"]}, "no actor: 'x'"),
    ],
)
def test_faults_are_told_and_nothing_is_returned(raw: Any, sentence: str) -> None:
    cue, said = parse(raw)
    assert cue is None
    assert any(sentence in s for s in said), said


def test_all_faults_of_a_cue_are_told() -> None:
    _, said = parse({"al": ["a"], "any": ["x*", "{actor:y}"], "near": -1})
    assert len(said) == 4
