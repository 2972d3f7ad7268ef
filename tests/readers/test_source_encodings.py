"""Bytes that break UTF-8, NULs, halves of characters, and the older encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError, OptionError
from discourse.readers.source import Source
from discourse.readers.source.decoding import decode, mend

TEXTS = {
    "Russian": "Вчера вечером мост снова закрыли, и никто не объяснил почему. Я думаю, что городские власти просто "
    "не хотят тратить деньги на ремонт, а мы опять будем ездить в объезд.",
    "Japanese": "昨日の夜、橋がまた閉鎖されましたが、誰も理由を説明していません。市は修理にお金を使いたくない。",
    "Chinese": "昨天晚上大桥又被封闭了，没有人解释为什么。我觉得市政府只是不想花钱维修，我们又得绕路了。",
    "Greek": "Χθες το βράδυ η γέφυρα έκλεισε ξανά και κανείς δεν εξήγησε το γιατί. Νομίζω ότι ο δήμος δεν θέλει.",
    "Hebrew": "אתמול בערב הגשר נסגר שוב ואף אחד לא הסביר למה. אני חושב שהעירייה פשוט לא רוצה להוציא כסף.",
    "Arabic": "أغلق الجسر مرة أخرى مساء أمس ولم يشرح أحد السبب. أعتقد أن البلدية لا تريد إنفاق المال على الإصلاح.",
    "Korean": "어제 저녁 다리가 다시 폐쇄되었는데 아무도 이유를 설명하지 않았습니다. 시가 돈을 아낍니다.",
}


def put(folder: Path, data: bytes, name: str = "t.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("Russian", "cp1251"),
        ("Russian", "koi8-r"),
        ("Russian", "iso8859-5"),
        ("Japanese", "shift_jis"),
        ("Japanese", "euc_jp"),
        ("Chinese", "gb18030"),
        ("Greek", "cp1253"),
        ("Hebrew", "cp1255"),
        ("Arabic", "cp1256"),
        ("Korean", "cp949"),
    ],
)
@pytest.mark.parametrize("shape", ["{0}", 'id,author,text\n1,Ada,"{0}"\n2,Ben,"{0}"\n'])
def test_older_encodings_of_other_scripts_are_told(language: str, encoding: str, shape: str) -> None:
    text = shape.format(TEXTS[language])
    found = decode(text.encode(encoding), "t.txt")
    assert found.text == text
    assert found.encoding in found.repair
    assert "line" in found.repair


@pytest.mark.parametrize(
    "text",
    [
        "Hier soir, le pont a été de nouveau fermé et personne n’a expliqué pourquoi : déjà créée, naïve, “à côté”.",
        "Gestern wurde die Brücke gesperrt; weiß jemand, weshalb? Äußerst ärgerlich, für Fußgänger übrigens auch.",
        "¿Quién sabe cuándo se abrirá? Mañana, según el señor Núñez: «sí».",
    ],
)
def test_latin_script_stays_windows_1252(text: str) -> None:
    found = decode(text.encode("cp1252"), "t.txt")
    assert (found.text, found.encoding) == (text, "windows-1252")


def test_a_bad_byte_does_not_turn_a_whole_utf_8_file_into_another() -> None:
    good = "Zoë said “no” 😀\n" * 50
    found = decode(
        good.encode() + b"caf\xe9\n" + "naïve \n".encode()[:-1] + b"\xff\n" + good.encode(), "t.txt"
    )
    assert found.text == good + "café\n" + "naïve \ufffd\n" + good
    assert found.encoding == "utf-8"
    assert found.misread == 2
    assert "2 lines, the first of them line 51" in found.repair


def test_lines_of_two_encodings_in_one_file_are_each_read_as_they_are() -> None:
    found = decode("fine 😀\nso 😀\n".encode() + "café\nnaïve\nété\n".encode("cp1252"), "t.txt")
    assert found.text == "fine 😀\nso 😀\ncafé\nnaïve\nété\n"
    assert found.misread == 3


def test_a_file_cut_within_a_character_stays_utf_8() -> None:
    data = "Zoë\n\nÇa va, où ça ?\nété".encode()
    found = decode(data[:-1], "t.txt")
    assert found.text == "Zoë\n\nÇa va, où ça ?\nét\ufffd"
    assert found.encoding == "utf-8"


def test_halves_of_characters_are_joined_or_lost_alone() -> None:
    found = decode(b"Ada \xed\xa0\xbd\xed\xb8\x80\n\xed\xa0\xbd half\n", "t.txt")
    assert found.text == "Ada 😀\n\ufffd half\n"
    assert "line 1" in found.repair
    assert mend(b"\xed\xb8\x80\xed\xa0\xbd") == "\ufffd\ufffd"


def test_stray_nuls_are_marked_and_told(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"a\n" + b"x" * 3000 + b"\ny\x00y\n"))
    assert source.text.endswith("\ny\ufffdy\n")
    assert "NUL" in source.repair
    assert "line 3" in source.repair
    with pytest.raises(InputError, match="binary"):
        Source.open(put(tmp_path, b"x" * 300 + b"\x00"))


def test_a_nul_in_an_even_place_is_no_utf_16() -> None:
    assert decode(b"ab" * 3000 + b"\x00b" + b"ab" * 10, "t").encoding == "utf-8"


def test_a_lone_half_in_utf_16_is_lost_alone(tmp_path: Path) -> None:
    good = ("Zoë\n" * 400).encode("utf-16-le")
    source = Source.open(put(tmp_path, b"\xff\xfe" + good + b"\x3d\xd8" + good))
    assert source.text.count("\ufffd") == 1
    assert "line 401" in source.repair


def test_an_encoding_may_be_forced(tmp_path: Path) -> None:
    path = put(tmp_path, "Żółw".encode("iso8859-2"))
    assert Source.open(path, encoding="latin2").text == "Żółw"
    assert Source.open(path, encoding="latin2").encoding == "iso8859-2"
    with pytest.raises(OptionError, match="'klingon' is not known"):
        Source.open(path, encoding="klingon")
    with pytest.raises(OptionError, match="rot13"):
        Source.open(path, encoding="rot13")
    with pytest.raises(InputError, match="hardly utf-8"):
        Source.open(path, encoding="utf-8")
    assert Source.open(put(tmp_path, b"\xef\xbb\xbfAda"), encoding="utf-8").text == "Ada"


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        found = decode(data, "x")
    except InputError as error:
        assert "x " in str(error)
        return
    assert "\x00" not in found.text
    found.text.encode()


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_sound_utf_8_is_never_changed(text: str) -> None:
    data = text.encode()
    if text.startswith("\ufeff") or data[:4] in (b"PAR1", b"%PDF"):
        return
    found = decode(data, "x")
    assert (found.text, found.encoding, found.repair) == (text, "utf-8", "")
