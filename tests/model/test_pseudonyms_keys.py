"""Keys of pseudonyms, and the names made with them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from pathlib import Path

import pytest

from discourse.errors import InputError
from discourse.model.pseudonyms import key_id, new_key, read_key
from discourse.model.pseudonyms.keys import PSEUDONYM, Namer, made_with_another, numbered

KEY = b"an example of a key"


def crockford(digest: bytes) -> str:
    """Base 32 from its definition: five bits a character, the last ones filled with zeros."""
    bits = "".join(f"{byte:08b}" for byte in digest)
    bits += "0" * (-len(bits) % 5)
    return "".join(
        "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[i : i + 5], 2)] for i in range(0, len(bits), 5)
    ).lower()


def test_a_name_is_what_its_definition_says() -> None:
    for name in ("Ada", "Zoë", "UC-x_1", "小明"):
        digest = hmac.new(KEY, name.encode(), hashlib.sha256).digest()
        assert Namer(KEY).name(name) == "Commenter " + crockford(digest)[:10]
        assert PSEUDONYM.fullmatch(Namer(KEY).name(name))


def test_names_are_normal_but_keep_their_case() -> None:
    namer = Namer(KEY)
    assert namer.name("Zoë  Low ") == namer.name("Zoe\u0308 Low")
    assert namer.name("Ada") != namer.name("ada")


class Narrow(Namer):
    """Has names of so few bits that commenters share them."""

    def _digest(self, text: str) -> str:
        return super()._digest(text)[:1] * 9 + super()._digest(text)[1:]


def test_who_would_share_a_name_gets_a_longer_one() -> None:
    ids = [f"user {n}" for n in range(300)]
    plain = [Narrow(KEY).name(i) for i in ids]
    made = Narrow(KEY).assign(ids)
    assert len(set(plain)) < 300 == len(set(made.values()))
    for i, name in zip(ids, plain, strict=True):
        assert made[i].startswith(name)
        assert (made[i] == name) == (plain.count(name) == 1)
        assert PSEUDONYM.fullmatch(made[i])
    assert Narrow(KEY).assign(ids[::-1]) == made
    assert Narrow(KEY).assign(made.values()) == {name: name for name in made.values()}


def test_ids_that_look_alike_are_different_people() -> None:
    made = Namer(KEY).assign(["Zoë", "Zoe\u0308", " Zoë"])
    assert len(set(made.values())) == 3
    assert all(name.startswith(Namer(KEY).name("Zoë")) for name in made.values())


def test_names_given_before_are_kept_unless_told_otherwise() -> None:
    name = Namer(KEY).name("Ada")
    assert Namer(KEY).assign([name, "Ada 2"])[name] == name
    assert Namer(KEY).assign([name], anew=True)[name] != name
    assert Namer(KEY).assign(["Commenter 1"])["Commenter 1"] != "Commenter 1"


def test_sources_tell_of_another_key() -> None:
    mine, other = {"pseudonyms": {"key_id": key_id(KEY)}}, {"pseudonyms": {"key_id": "00000000"}}
    assert made_with_another([other], KEY)
    for sources in ([], [{}], [mine], [mine, other], [{"pseudonyms": "numbered"}]):
        assert not made_with_another(sources, KEY)


def test_numbers() -> None:
    assert numbered(["x", "y", "x"]) == {"x": "Commenter 1", "y": "Commenter 2"}


def test_key_id_is_an_hmac_of_fixed_words() -> None:
    assert key_id(KEY) == hmac.new(KEY, b"discourse key id", "sha256").hexdigest()[:8]


def test_a_new_key_is_64_hexadecimal_digits_and_can_be_read(tmp_path: Path) -> None:
    key = new_key()
    assert re.fullmatch("[0-9a-f]{64}", key)
    (tmp_path / "key").write_text(key + "\n")
    assert read_key(tmp_path / "key") == key.encode()


def test_white_space_at_the_ends_of_a_key_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\r\n  0123456789 abcdef\t\n")
    assert read_key(str(tmp_path / "key")) == b"0123456789 abcdef"
    (tmp_path / "any").write_bytes(bytes(range(200, 216)))
    assert read_key(tmp_path / "any") == bytes(range(200, 216))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"0123456789abcde\n", "holds 15 bytes, too few"),
        (b"x" + b" " * 50, "holds 1 bytes"),
    ],
)
def test_a_key_that_is_none(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "key").write_bytes(data)
    with pytest.raises(InputError, match=words) as caught:
        read_key(tmp_path / "key")
    assert "\n" not in str(caught.value)


def test_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_key(tmp_path / "none")
    with pytest.raises(InputError, match="is a folder"):
        read_key(tmp_path)


def test_base_32_agrees_with_the_standard_library() -> None:
    digest = hashlib.sha256(b"x").digest()
    table = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz", "=")
    assert crockford(digest) == base64.b32encode(digest).decode().translate(table)
