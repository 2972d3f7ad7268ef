"""Stance: what a careful reader would say that a comment thinks of what it names."""

from __future__ import annotations

import pytest
from coding import code_rows, code_text, make_book, stances_in

from discourse.coders.dictionary.lexicon import SIGNS, load
from discourse.errors import OptionError

BOOK = make_book(
    {
        "iran": ["Iran", "Iranian"],
        "hezbollah": ["Hezbollah"],
        "syria": ["Syria", "Syrian"],
        "russia": ["Russia", "Russian"],
        "usa": ["US", "America"],
        "assad": ["Assad"],
        "isis": ["ISIS"],
        "turkey": ["Turkey"],
        "trump": ["Trump"],
        "fauci": ["Fauci"],
        "pfizer": ["Pfizer"],
        "cdc": ["CDC"],
        "israel": ["Israel"],
    },
    """
[[narrative]]
id = "staged"
label = "Staged"
cues = ["false flag*", "was staged"]

[[narrative]]
id = "autism"
label = "Autism"
cues = [{ all = ["autism"], any = ["caus*"], near = 5 }]
""",
)

#: Sentences whose reading nobody would dispute.
CLEAR = """
I support Russia | russia=1
Assad is a butcher | assad=-1
Assad must go | assad=-1
Iran out now | iran=-1
Iran and Hezbollah out | iran=-1 hezbollah=-1
Iran, Russia and Hezbollah are criminals | iran=-1 russia=-1 hezbollah=-1
Russia saved Syria | russia=1 syria=0
ISIS scum | isis=-1
The brave Syrian people | syria=1
Long live Assad | assad=1
Death to America | usa=-1
God bless Russia | russia=1
Down with Iran! | iran=-1
Russia is not evil | russia=1
Assad is no hero | assad=-1
Assad isn't a monster | assad=1
Trump is bad but Russia is great | trump=-1 russia=1
Iran is evil but Russia is good | iran=-1 russia=1
I love Russia and hate America | russia=1 usa=-1
I hate Iran but I love Russia | iran=-1 russia=1
Iran is no longer Syria's saviour | iran=-1 syria=0
Russia is Syria's saviour | russia=1 syria=0
I don't support Turkey | turkey=-1
I do not trust Pfizer | pfizer=-1
I trust the CDC | cdc=1
I am against Turkey | turkey=-1
Fauci lied, people died | fauci=-1
Fauci belongs in prison | fauci=-1
Shame on Pfizer | pfizer=-1
Thank you Russia | russia=1
Turkey is the worst | turkey=-1
ISIS are terrorists, not heroes | isis=-1
Nobody supports ISIS | isis=-1
Neither Iran nor Russia can be trusted | iran=-1 russia=-1
Syria was destroyed by America | syria=0 usa=-1
America destroyed Syria | usa=-1 syria=0
Israel bombs civilians | israel=-1
Kick Iran out of Syria | iran=-1 syria=0
Crush ISIS | isis=-1
Russia is right and America is wrong | russia=1 usa=-1
Unlike Trump, Assad is honest | assad=1
The CDC is corrupt and Pfizer is greedy | cdc=-1 pfizer=-1
Pfizer is safe and effective | pfizer=1
Fauci is a good man. Trump is a fool. | fauci=1 trump=-1
Israel has every right to defend itself | israel=1
Assad is not only a butcher, he is a liar | assad=-1
Arrest Fauci | fauci=-1
Stop Pfizer now | pfizer=-1
"""

#: Nothing is said for or against: whatever is found here is made up.
NOTHING = """
Iran went to the river | iran=0
Troops moved from Syria to Turkey | syria=0 turkey=0
Is Assad a butcher? | assad=0
Who is worse, Iran or Russia? | iran=0 russia=0
Why does everyone hate Russia? | russia=0
Russia's brave soldiers met Turkey's | russia=0
The terrorists left. Iran signed the treaty. | iran=0
The butcher opened his shop (in Syria) | syria=0
Putting blame on Russia | russia=0
He spoke about Iran; he was a liar | iran=0
"""

#: Right readings that take more than a word list; counted, not asserted one by one.
HARDER = """
Russia, a great country | russia=1
The terrorist state of Israel | israel=-1
Only Russia fights ISIS honestly | russia=1
Hands off Syria | syria=1
I stand with Syria against ISIS | syria=1 isis=-1
Trump is an idiot and so is Fauci | trump=-1 fauci=-1
America is our enemy | usa=-1
Assad, the butcher of his people | assad=-1
Unlike Trump, Assad is honest | trump=-1 assad=1
I never trusted Fauci | fauci=-1
Russia will crush ISIS | russia=0 isis=-1
Trump, you are a clown | trump=-1
Iran out, Russia in | iran=-1
No more Iran | iran=-1
The Russian army protects civilians | russia=1
Assad will win | assad=1
Russia is not our friend | russia=0
"""


def rows(block: str) -> list[tuple[str, dict[str, int]]]:
    """Return sentences with the stance toward each target."""
    out = []
    for line in filter(None, block.splitlines()):
        text, wanted = line.rsplit("|", 1)
        pairs = (p.split("=") for p in wanted.split())
        out.append((text.strip(), {a: int(v) for a, v in pairs}))
    return out


@pytest.mark.parametrize(("text", "wanted"), rows(CLEAR))
def test_clear_sentences(text: str, wanted: dict[str, int]) -> None:
    found = stances_in(text, BOOK)
    assert {a: found[a] for a in wanted} == wanted


@pytest.mark.parametrize(("text", "wanted"), rows(NOTHING))
def test_without_evidence_the_stance_is_nought(text: str, wanted: dict[str, int]) -> None:
    found = stances_in(text, BOOK)
    assert {a: found[a] for a in wanted} == wanted


def test_accuracy_over_the_whole_table() -> None:
    judged = [
        (text, actor, value, stances_in(text, BOOK).get(actor))
        for text, wanted in rows(CLEAR + NOTHING + HARDER)
        for actor, value in wanted.items()
    ]
    wrong = [j for j in judged if j[2] != j[3]]
    for text, actor, value, got in wrong:
        print(f"{text!r}: {actor} is {value}, found {got}")
    print(f"{len(judged) - len(wrong)} of {len(judged)} right")
    assert len(wrong) <= KNOWN_WRONG


#: How many judgements are wrong; it may only fall.
KNOWN_WRONG = 4


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("It was staged.", 0),
        ("Absolutely, it was staged.", 1),
        ("It was staged, no doubt.", 1),
        ("Another false flag? Nonsense.", -1),
        ("The false flag story is a myth.", -1),
        ("It was not a false flag.", -1),
        ("It is not true that it was staged.", -1),
        ("Was it staged? It was staged. Exactly!", 1),
        ("Vaccines cause autism, that is a fact.", 1),
        ("Vaccines do not cause autism.", -1),
        ("There is no evidence that vaccines cause autism.", -1),
    ],
)
def test_stance_toward_a_narrative(text: str, stance: int) -> None:
    table = code_text(text, BOOK)
    assert table.loc[table["narrative"].notna(), "stance"].tolist() == [stance]


def test_an_evaluation_stays_in_its_own_comment() -> None:
    table = code_rows(
        [("a", "butcher"), ("a", "Assad"), ("a", "is a liar"), ("a", "not"), ("a", "evil Iran")], BOOK
    )
    assert dict(zip(table["actor"], table["stance"], strict=True)) == {"assad": 0, "iran": -1}


@pytest.mark.parametrize("gap", ["\n\n", "! ", " … ", " — ", "; "])
def test_an_evaluation_stays_in_its_own_clause(gap: str) -> None:
    assert stances_in(f"He spoke of Iran{gap}was a liar all his life", BOOK) == {"iran": 0}


def test_evidence_for_both_sides_is_none() -> None:
    assert stances_in("the brave Assad is a butcher", BOOK) == {"assad": 0}


def test_without_stance_the_column_is_empty() -> None:
    assert code_text("Assad is a butcher", BOOK, stance=False)["stance"].isna().all()


def test_a_language_without_lexicon_is_refused_with_the_way_out() -> None:
    with pytest.raises(OptionError, match="stance=False"):
        load("xx")
    with pytest.raises(OptionError, match="lexicon"):
        load("../en")


def test_every_word_of_the_lexicon_has_one_role_unless_meant() -> None:
    lexicon = load("en")
    assert {t.role for t in lexicon.terms} == set(SIGNS)
    roles: dict[tuple[str, bool], set[str]] = {}
    for term in lexicon.terms:
        roles.setdefault((term.text, term.prefix), set()).add(term.role)
    opposed = {t: r for t, r in roles.items() if {SIGNS[x] for x in r} >= {-1, 1}}
    assert opposed == {}
    assert all(t.text == t.text.strip() and t.text for t in lexicon.terms)
