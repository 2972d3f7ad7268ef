"""Marked texts: nothing lost, nothing added, well nested."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from discourse.report.marks import Span, Token, excerpt, merged, pieces, tokens
from discourse.report.wording import number, percent


def read(steps: list[Token]) -> tuple[str, list[tuple[int, int, bool]]]:
    """Return the text of the steps, and every mark as start, stop and whether it is a rest."""
    text, marks, stack = "", [], []
    for step in steps:
        if step.step == "text":
            assert step.text
            text += step.text
        elif step.step == "open":
            stack.append((len(text), step.rest))
        else:
            start, rest = stack.pop()
            marks.append((start, len(text), rest))
    assert stack == []
    return text, marks


@some.composite
def texts(draw: some.DrawFn) -> tuple[str, list[Span]]:
    text = draw(some.text(min_size=1, max_size=30))
    spans = []
    for _ in range(draw(some.integers(0, 6))):
        a = draw(some.integers(0, len(text) - 1))
        spans.append(
            Span(a, draw(some.integers(a + 1, len(text))), draw(some.sampled_from(["actor", "narrative"])))
        )
    return text, spans


@given(texts())
def test_text_is_kept_and_every_span_is_marked_once(case):
    text, spans = case
    found, marks = read(tokens(text, spans))
    assert found == text
    places = {(s.start, s.stop) for s in spans}
    assert len([m for m in marks if not m[2]]) == len(places)
    # Each mark and its rests cover exactly the characters of the spans.
    assert {i for a, b, _ in marks for i in range(a, b)} == {i for a, b in places for i in range(a, b)}
    assert {a for a, _, rest in marks if not rest} == {a for a, _ in places}


@given(texts())
def test_spans_that_nest_are_not_cut(case):
    text, spans = case
    places = {(s.start, s.stop) for s in spans}
    crossing = any(a < c < b < d for a, b in places for c, d in places)
    _, marks = read(tokens(text, spans))
    if not crossing:
        assert {(a, b) for a, b, _ in marks} == places
        assert len(marks) == len(places)


@given(texts())
def test_an_excerpt_holds_the_words(case):
    text, spans = case
    places = [(s.start, s.stop) for s in spans]
    steps = excerpt(text, places)
    if not places:
        assert steps == []
        return
    depth = 0
    marked = ""
    for step in steps:
        depth += {"open": 1, "close": -1}.get(step.step, 0)
        assert 0 <= depth <= 1
        if depth == 1:
            marked += step.text
    covered = sorted({i for a, b in places for i in range(a, b)})
    squeezed = "".join("".join(text[i] for i in covered).split())
    assert "".join(marked.split()) == squeezed


def test_a_long_quotation_is_short():
    text = "word " * 1000
    out = "".join(t.text for t in excerpt(text, [(2000, 2004), (4000, 4900)]))
    assert len(out) < 400
    assert out.startswith("…")
    assert out.endswith("…")


def test_same_words_twice_are_one_mark_with_both_codes():
    spans = [Span(0, 4, "actor", "+", "A"), Span(0, 4, "narrative", "−", "N"), Span(0, 4, "actor", "+", "A")]
    assert merged(spans) == [Span(0, 4, "actor narrative", "+−", "A; N")]


def test_pieces_outside_the_text_are_left_out():
    assert pieces(0, 9, "0-2 50-60", 5) == [(0, 2)]
    assert pieces(7, 9, None, 5) == []
    assert pieces(2, 2, None, 5) == []


def test_numbers_read_like_numbers():
    assert [number(v) for v in (0, 0.0, -2, 1234.5, None, float("nan"))] == [
        "0",
        "0",
        "−2",
        "1,234.50",
        "",
        "",
    ]
    assert [number(v, plus=True) for v in (0.0, 1.0, -0.5, -0.001)] == ["0.00", "+1.00", "−0.50", "0.00"]
    assert percent(1) == "100\u202f%"
