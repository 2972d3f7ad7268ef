from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.errors import InputError, OptionError
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.telegram import read, rows, sniff

FIXTURES = Path(__file__).parent / "fixtures" / "telegram"


def of(name: str, **options: Any) -> tuple[list[dict[str, Any]], Tally]:
    source = Source.open(FIXTURES / name)
    tally = Tally(source.name, "rows")
    return list(rows(source, tally, **options)), tally


def chat(*messages: dict[str, Any]) -> Source:
    found = {"name": "G", "type": "private_group", "id": 7, "messages": list(messages)}
    return Source.from_text(json.dumps(found, ensure_ascii=False), "result.json")


def message(**fields: Any) -> dict[str, Any]:
    known = {"id": 1, "type": "message", "date": "2023-10-13T20:00:00", "date_unixtime": "1697220000"}
    return {**known, "from": "Ada", "from_id": "user5", "text": "hi", **fields}


def test_a_chat_and_its_messages() -> None:
    found, tally = of("result.json")
    group, *messages = found
    assert (group["kind"], group["id"], group["title"]) == ("document", "1234567890", "River crossing talk")
    assert [m["id"] for m in messages] == ["2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "13"]
    assert [m.get("parent") for m in messages] == [
        *(None, "2", "3", "99", None, None, None, "8", None, None, "222:3"),
    ]
    assert messages[0]["author_id"] == "channel1111111111"
    assert messages[10]["author_id"] == "user506"  # old exports have a number
    reasons = [reason for action, reason in tally.rows if action == "dropped"]
    assert reasons == [
        "a service message (create_group), nobody's words",
        "a service message (topic_created), nobody's words",
        "a message that Telegram does not export (type 'unsupported')",
    ]


def test_texts_in_pieces() -> None:
    found, _ = of("result.json")
    by_id = {m["id"]: m for m in found[1:]}
    assert by_id["2"]["text"] == "The bridge is closed.\nRead the notice or https://example.org/map"
    assert by_id["2"]["links"] == ["https://example.org/notice"]
    assert by_id["4"]["text"] == "it was always 🌉Ada"
    assert by_id["4"]["extra"] == {"mentions": ["user501"]}


def test_block_quotes_go_to_quoted_unless_they_are_all_there_is() -> None:
    found, _ = of("result.json")
    by_id = {m["id"]: m for m in found[1:]}
    assert (by_id["5"]["text"].strip(), by_id["5"]["quoted"]) == ("no it was not", "it was always")
    assert by_id["6"]["text"] == "all of it set off"
    assert "quoted" not in by_id["6"]


def test_times_are_those_of_the_unix_clock_where_they_are_given() -> None:
    corpus = read(Source.open(FIXTURES / "result.json"))
    at = dict(zip(corpus.comments["comment_id"], corpus.comments["created_at"].astype(str), strict=True))
    assert at["2"] == "2023-10-13 18:41:48"
    assert at["4"] == "2023-10-13 20:50:00"  # a local time
    audit = corpus.audit.set_index("reason")["rows"]
    assert audit["a time without its zone, taken as UTC"] == 1


def test_what_answers_a_service_message_answers_nobody() -> None:
    found, _ = of("result.json")
    row = next(m for m in found if m["id"] == "12")
    assert "parent" not in row
    assert row["extra"] == {"topic": "Swimming"}
    assert "phone" not in json.dumps(found)
    pinned = {"id": 1, "type": "service", "action": "pin_message", "text": ""}
    row = list(rows(chat(pinned, message(id=2, reply_to_message_id=1)), Tally("x", "rows")))[1]
    assert row["extra"] == {"answers": "pin_message"}


def test_a_deleted_account_has_no_name_but_an_id() -> None:
    corpus = read(chat(message(**{"from": None}), message(id=2, **{"from": None, "from_id": None})))
    assert corpus.comments["author_id"].tolist() == ["user5", "unknown:7:1"]


def test_messages_without_words() -> None:
    corpus = read(Source.open(FIXTURES / "result.json"))
    kept = corpus.comments.set_index("comment_id")
    assert "7" not in kept.index  # a picture that nobody answers
    assert bool(kept.loc["8", "deleted"])  # a sticker that is answered keeps its place
    assert json.loads(kept.loc["8", "extra"])["sticker_emoji"] == "😂"
    assert kept.loc["10", "text"] == "Open it again?"
    counts = corpus.audit.groupby("action")["rows"].sum()
    assert (counts["read"], counts["kept"], counts["dropped"]) == (15, 11, 4)


def test_forwarded_messages() -> None:
    found, tally = of("result.json")
    assert found[1]["extra"]["forwarded_from"] == "River Town News"
    assert str(tally.flags[0]["reason"]).endswith("(forwarded_from): 1")
    found, tally = of("result.json", forwards="drop")
    assert found[1]["id"] == "3"
    assert ("dropped", "a forwarded message (forwards='drop')") in tally.rows
    with pytest.raises(OptionError, match="forwards is 'keep' or 'drop', not 'quote'"):
        read(chat(message()), forwards="quote")


def test_all_chats_of_an_account_and_nothing_else_of_it() -> None:
    found, tally = of("account.json")
    assert [(r["id"], r.get("parent")) for r in found] == [
        ("503", None),
        ("503:1", None),
        ("503:2", "503:1"),
        ("501", None),
        ("501:1", None),
        ("501:3", "503:2"),  # an answer to a message of another chat
        ("77", None),
        ("77:2", "77:1"),
    ]
    assert found[3]["title"] == "Saved messages"
    assert "+44" not in json.dumps(found)
    assert list(tally.rows) == [("dropped", "a chat without messages")]
    corpus = read(Source.open(FIXTURES / "account.json"))
    assert corpus.documents["document_id"].tolist() == ["503", "501", "77"]
    assert corpus.comments["missing_parent"].fillna("").tolist() == ["", "", "", "", "77:1"]


def test_control_characters_that_json_does_not_allow() -> None:
    text = json.dumps(
        {"name": "G", "type": "private_group", "id": 7, "messages": [message(text="a@b")]}
    ).replace("@", "\t\x07")
    corpus = read(Source.from_text(text, "result.json"))
    assert corpus.comments["text"].tolist() == ["a\t\x07b"]


def test_detection() -> None:
    assert [sniff(Source.open(p)) for p in FIXTURES.iterdir()] == [0.99, 0.99]
    early = '{"about": "Here is", "personal_information": {"user_id": 1, "bio": "' + "x" * 70_000 + '"}}'
    assert sniff(Source.from_text(early)) > 0.95
    for text in ('{"messages": [{"id": 1, "text": "x"}]}', "[]", "Ada", '{"chats": []}', '{"messages": {}}'):
        assert sniff(Source.from_text(text)) == 0.0


def test_another_object_is_refused() -> None:
    with pytest.raises(InputError, match="expected an export of Telegram Desktop"):
        read(Source.from_text('{"posts": []}', "x.json"))


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("flat", [False, True])
def test_a_file_that_breaks_off_is_refused(tenth: int, flat: bool) -> None:
    text = (FIXTURES / "result.json").read_text("utf-8").replace("\t", " ")
    if flat:
        text = json.dumps(json.loads(text))
    with pytest.raises(InputError, match=r"result.json"):
        read(Source.from_text(text[: len(text) * tenth // 10], "result.json"))
