"""Masking of texts, case by case: telephone numbers, e-mail and IP addresses, handles and profiles."""

from __future__ import annotations

import pytest

from discourse.model.pseudonyms import masker

NUMBERS = [
    "+1 202 555 0123",
    "+1 (202) 555-0123",
    "+1-202-555-0123",
    "+12025550123",
    "(202) 555-0123",
    "(202)555-0123",
    "202-555-0123",
    "202.555.0123",
    "202 555 0123",
    "202/555-0123",
    "1-800-555-0199",
    "1 (800) 555-0199",
    "1(800)555-0199",
    "555-0123",
    "2025550123",
    "+44 20 7946 0958",
    "+44 (0)20 7946 0958",
    "+44(0)2079460958",
    "020 7946 0958",
    "(020) 7946 0958",
    "07700 900123",
    "07700900123",
    "0044 20 7946 0958",
    "+49 30 123456",
    "+49 (0) 30 / 123 456",
    "030/1234567",
    "030 - 123456",
    "0170-1234567",
    "(030) 123 456-78",
    "030 12 34 56-0",
    "01 23 45 67 89",
    "01.23.45.67.89",
    "01.12.10.67.89",
    "+33 1 23 45 67 89",
    "+33.1.23.45.67.89",
    "8 (916) 123-45-67",
    "+7 916 123-45-67",
    "8-916-123-45-67",
    "89161234567",
    "916 1234567",
    "0532 123 45 67",
    "+90 532 123 45 67",
    "612 34 56 78",
    "91 123 45 67",
    "+34 612 345 678",
    "601 234 567",
    "601-234-567",
    "(11) 98765-4321",
    "11 98765-4321",
    "98765-4321",
    "98765 43210",
    "+91-98765-43210",
    "138 1234 5678",
    "13812345678",
    "010-12345678",
    "+86 138 1234 5678",
    "03-1234-5678",
    "090-1234-5678",
    "0412 345 678",
    "(02) 5550 1234",
    "1300 123 456",
    "054-123-4567",
    "+972 54-123-4567",
    "+963 11 123 4567",
    "0933 123 456",
    "+961 3 123456",
    "03 123456",
    "12 34 56 78",
    "22 12 34 56",
    "08-123 456 78",
    "08-12 34 56",
    "6123 4567",
    "020-1234567",
    "06-12345678",
    "044 123 45 67",
    "06 1234 5678",
    "333 1234567",
    "+٩٦٣ ١١ ١٢٣ ٤٥٦٧",
    "+44\u00a020\u00a07946\u00a00958",
    "202‑555‑0123",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_telephone_number_wherever_it_stands(number: str) -> None:
    mask = masker({})
    for text in ("{}", "ring me, {}!", "({}), thanks", "I said: {}. And", "two:\n{}\nlines", "or {}, or"):
        assert mask(text.format(number)) == text.format("[phone]")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Tel.030 1234567", "Tel.[phone]"),
        ("tel: 1234567", "tel: [phone]"),
        ("call me at 5550123 now", "call me at [phone] now"),
        ("WhatsApp 70123456", "WhatsApp [phone]"),
        ("☎ 1234567", "☎ [phone]"),
        ("电话13812345678号", "电话[phone]号"),
        ("030 1234567 or 030 7654321", "[phone] or [phone]"),
        ("2 people on 202-555-0123 24 hours", "2 people on [phone] 24 hours"),
        ("on 2015-01-07 030 1234567", "on 2015-01-07 [phone]"),
        ("202-555-0123/202-555-0199", "202-555-0123/202-555-0199"),
        ("https://wa.me/491701234567", "https://wa.me/[phone]"),
        ("tel:+491701234567", "tel:[phone]"),
        ("https://t.me/+491701234567", "https://t.me/[phone]"),
        (
            "https://api.whatsapp.com/send?phone=491701234567&x=1",
            "https://api.whatsapp.com/send?phone=[phone]&x=1",
        ),
    ],
)
def test_telephone_numbers_and_what_is_beside_them(text: str, masked: str) -> None:
    assert masker({})(text) == masked


NOT_NUMBERS = [
    "2015-01-07",
    "2015/01/07",
    "07.01.2015",
    "7.1.2015",
    "07/01/2015",
    "01/07/2015",
    "07-01-2015",
    "07 01 2015",
    "2015 01 07",
    "01.02.-07.02.2015",
    "01.02-07.02.2015",
    "07.01.2015 - 10.01.2015",
    "2015-01-07/2015-01-10",
    "01.02.2015 10 o'clock",
    "2015-01-07 11:14:38",
    "2015-01-07T11:14:38Z",
    "20150107T111438Z",
    "20150107",
    "201501071114",
    "11:14:38",
    "1:02:03:04",
    "08.30-17.00",
    "08:30-17:00",
    "0800-1700",
    "1990-2000",
    "1990–2000",
    "1990 - 2000",
    "2013-14",
    "2011 2012 2013",
    "1914-1918, 1939-1945",
    "in 2015 200 people",
    "in 2015 3000 people",
    "in 2015, 1,000,000 people",
    "1,000,000",
    "12,345,678.90",
    "1.000.000",
    "143.234.567",
    "1 000 000",
    "23 000 000",
    "143 000 000",
    "1'000'000",
    "$1234567890",
    "$ 202 555 0123",
    "€1.234.567,89",
    "123 456 789 €",
    "600 700 800 dollars",
    "1234567",
    "23000000",
    "1000000000",
    "123456",
    "12-34-56",
    "3.14159265358979",
    "52.5200066, 13.4049540",
    "0.123456789",
    "10,12,14",
    "200-1000",
    "1-2-3-4-5-6-7-8",
    "1 2 3 4 5 6 7 8 9 10",
    "t3_1234567890",
    "abc1234567890",
    "A1-234-5678",
    "ID-202-555-0123",
    "#1234567890",
    "552783667052167168",
    "1234567890abc",
    "https://example.org/2015/01/07/202-555-0123",
    "https://example.org/?id=2025550123",
    "www.example.org/0301234567",
    "covid-19-20201234",
    "F-16 and MiG-29",
    "978-3-16-148410-0",
    "version 10.15.7.2000",
    "UN resolution 2254 (2015)",
    "S/RES/2254",
    "10001-1234",
    "50 000-60 000",
    "2000-3000",
    "5000 6000 7000",
    "15,000-20,000",
    "100% of 20000",
    "Psalm 119:105-112",
]


@pytest.mark.parametrize("number", NOT_NUMBERS)
def test_other_numbers_stay(number: str) -> None:
    mask = masker({})
    for text in ("{}", "it was {}, really", "({})"):
        assert mask(text.format(number)) == text.format(number)


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org",
        "ada.low@example.org",
        "Ada.Low+list@Mail.Example.co.uk",
        "ada_low@example.org",
        "o'brien@example.org",
        "ada%x@example.org",
        "a@b.de",
        "12345@qq.com",
        "ada@exa-mple.museum",
        "zoë@exämple.de",
        "почта@пример.рф",
        "ada＠example.org",
        "ada (at) example (dot) org",
        "ada[at]example.org",
        "ada [at] mail [dot] example [dot] org",
    ],
)
def test_an_e_mail_address_wherever_it_stands(address: str) -> None:
    mask = masker({"Ada": "Commenter 1", "ada_low": "Commenter 2"})
    for text in ("{}", "to {}.", "<{}>", "mailto:{}", "a,{};b", "\n{}\n", "...{}"):
        assert mask(text.format(address)) == text.format("[e-mail]")


@pytest.mark.parametrize(
    "text",
    ["a @ b.org", "look @ this", "@ home", "@", "@@", "5 @ 3.50", "x@y", "a@b", "meet @5pm", "2@3k", "(at) last",
     "50 @10kg", "see @r/syria", "https://maps.example.org/@52.5,13.4,15z", "3@.5", "a@1.2"],
)  # fmt: skip
def test_no_e_mail_and_no_handle(text: str) -> None:
    assert masker({})(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("192.0.2.7", "[ip]"),
        ("from 192.0.2.7, twice", "from [ip], twice"),
        ("192.0.2.7.", "[ip]."),
        ("192.0.2.7:8080", "[ip]:8080"),
        ("http://192.0.2.7:8080/x", "http://[ip]:8080/x"),
        ("[192.0.2.7]", "[[ip]]"),
        ("10.0.0.0/8", "[ip]/8"),
        ("192.0.2.1-192.0.2.9", "[ip]-[ip]"),
        ("root@192.0.2.7", "root@[ip]"),
        ("2001:db8::1", "[ip]"),
        ("[2001:db8::1]:443", "[ip]:443"),
        ("http://[2001:db8::1]:443/", "http://[ip]:443/"),
        ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[ip]"),
        ("2001:DB8:85A3:0:0:8A2E:370:7334, or", "[ip], or"),
        ("::1", "[ip]"),
        ("fe80::1ff:fe23:4567:890a%eth0", "[ip]"),
        ("::ffff:192.0.2.7", "[ip]"),
        ("2001:db8::/32", "[ip]/32"),
        ("version 1.2.3.4", "version 1.2.3.4"),
        ("v1.2.3.4", "v1.2.3.4"),
        ("v. 1.2.3.4", "v. 1.2.3.4"),
        ("Section 1.2.3.4", "Section 1.2.3.4"),
        ("§ 1.2.3.4", "§ 1.2.3.4"),
        ("build 10.0.19.41", "build 10.0.19.41"),
        ("1.2.3", "1.2.3"),
        ("1.2.3.4.5", "1.2.3.4.5"),
        ("256.1.1.1", "256.1.1.1"),
        ("a1.2.3.4", "a1.2.3.4"),
        ("11:14:38", "11:14:38"),
        ("1:2:3:4", "1:2:3:4"),
        ("std::vector", "std::vector"),
        ("a::b", "a::b"),
        ("dead::beef", "dead::beef"),
        ("::", "::"),
        ("00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e"),
        ("so :: he said", "so :: he said"),
        ("Luke 3:16:18", "Luke 3:16:18"),
    ],
)
def test_ip_addresses(text: str, masked: str) -> None:
    assert masker({})(text) == masked


PEOPLE = {
    "Ada Low": "Commenter 1",
    "Iran": "Commenter 2",
    "bob_77": "Commenter 3",
    "Zoë": "Commenter 4",
    "小明": "Commenter 5",
    "O'Brien": "Commenter 6",
    "@dan-x": "Commenter 7",
    "राहुल": "Commenter 8",
    "Jean-Luc": "Commenter 9",
    "user 12": "Commenter 10",
    "12": "Commenter 11",
    "Weiß 1": "Commenter 12",
    "u/eve": "Commenter 13",
    "a!": "Commenter 14",
}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@Ada Low no", "@Commenter 1 no"),
        ("@ada  low, no", "@Commenter 1, no"),
        ("@Ada\nLow", "@Commenter 1"),
        ("@AdaLow @ada_low @ada.low", "@Commenter 1 @Commenter 1 @Commenter 1"),
        ("@Ada Lowell", "@someone Lowell"),
        ("@IRAN: Iran", "@Commenter 2: Iran"),
        (".@iran's", ".@Commenter 2's"),
        ("@Iran.", "@Commenter 2."),
        ("@Iran.Then", "@Commenter 2.Then"),
        ("@iran.man", "@someone"),
        ("@Iran-x", "@someone"),
        ("@Iranian", "@someone"),
        ("@bob_77 and Bob_77", "@Commenter 3 and Commenter 3"),
        ("@Zoe\u0308 Zoë", "@Commenter 4 Zoë"),
        ("@小明你好", "@Commenter 5你好"),
        ("你好@小明 ok", "你好@Commenter 5 ok"),
        ("@bob_77님", "@Commenter 3님"),
        ("@O'Brien's", "@Commenter 6's"),
        ("@dan-x, dan-x", "@Commenter 7, dan-x"),
        ("@राहुल जी", "@Commenter 8 जी"),
        ("@रामा जी", "@someone जी"),
        ("@Jean-Luc!", "@Commenter 9!"),
        ("User 12 has 12", "Commenter 10 has 12"),
        ("@12 has 12", "@Commenter 11 has 12"),
        ("WEISS 1, weiß  1", "Commenter 12, Commenter 12"),
        ("u/eve, /u/eve and @Eve", "u/Commenter 13, /u/Commenter 13 and @Commenter 13"),
        ("@a! b", "@Commenter 14 b"),
        ("＠bob_77", "＠Commenter 3"),
        ("@stranger", "@someone"),
        ("@str.an-ger_9!", "@someone!"),
        ("@stranger😂", "@someone😂"),
        ("@a @b.", "@someone @someone."),
        ("@незнакомец, да", "@someone, да"),
        ("@محمد، لا", "@someone، لا"),
        ("@陌生人 你好", "@someone 你好"),
        ("cc:@x", "cc:@someone"),
        ("@@x", "@@someone"),
        ("@bob_77@social.example", "@Commenter 3"),
        ("@ann@social.example.", "@someone."),
        ("x@bob_77", "x@Commenter 3"),
        ("bob_77@example.org", "[e-mail]"),
        ("u/stranger /u/Stranger-9", "u/someone /u/someone"),
        ("U/S Navy, and/or, u/a", "U/S Navy, and/or, u/a"),
        ("/user/stranger", "/user/someone"),
        ("https://www.reddit.com/user/bob_77/comments", "https://www.reddit.com/user/Commenter 3/comments"),
        ("https://old.reddit.com/u/stranger", "https://old.reddit.com/u/someone"),
        ("https://reddit.com/r/syria/comments/abc/", "https://reddit.com/r/syria/comments/abc/"),
        ("https://twitter.com/bob_77/status/123", "https://twitter.com/Commenter 3/status/123"),
        ("https://mobile.twitter.com/@stranger?s=20", "https://mobile.twitter.com/@someone?s=20"),
        ("x.com/stranger", "x.com/someone"),
        ("https://x.com/i/status/12", "https://x.com/i/status/12"),
        ("https://twitter.com/hashtag/iran", "https://twitter.com/hashtag/iran"),
        ("netflix.com/title", "netflix.com/title"),
        ("https://www.facebook.com/ada.low.5", "https://www.facebook.com/someone"),
        ("facebook.com/ada.low", "facebook.com/Commenter 1"),
        ("https://facebook.com/profile.php?id=1000123", "https://facebook.com/profile.php?id=someone"),
        ("https://facebook.com/people/Ada-Low/1000123", "https://facebook.com/people/Commenter 1/someone"),
        ("https://facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://instagram.com/stranger/", "https://instagram.com/someone/"),
        ("https://instagram.com/p/Abc/", "https://instagram.com/p/Abc/"),
        ("https://instagram.com/stories/stranger/1", "https://instagram.com/stories/someone/1"),
        ("t.me/stranger.", "t.me/someone."),
        ("https://t.me/s/stranger/12", "https://t.me/s/someone/12"),
        ("https://t.me/c/123/4", "https://t.me/c/123/4"),
        ("https://youtube.com/@Zoë", "https://youtube.com/@Commenter 4"),
        ("https://youtube.com/@Zo%C3%AB", "https://youtube.com/@Commenter 4"),
        ("https://www.youtube.com/channel/UCabc_1-x", "https://www.youtube.com/channel/Commenter 15"),
        ("https://www.youtube.com/channel/UCother", "https://www.youtube.com/channel/someone"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc"),
        ("disqus.com/by/ada-low/", "disqus.com/by/Commenter 1/"),
        ("https://www.tiktok.com/@stranger/video/1", "https://www.tiktok.com/@someone/video/1"),
        ("https://social.example/@stranger", "https://social.example/@someone"),
        ("https://bsky.app/profile/stranger.bsky.social", "https://bsky.app/profile/someone"),
        ("https://example.org/iran/12", "https://example.org/iran/12"),
        ("Replying to Iran: no", "Replying to Commenter 2: no"),
        ("in reply to Ada Low", "in reply to Commenter 1"),
        ("In reply to iran and others", "In reply to iran and others"),
        ("Replying to @stranger and @Iran", "Replying to @someone and @Commenter 2"),
        ("Replying to John Smith\nNo.", "Replying to someone\nNo."),
        ("↪ replying to: John Smith-Low:\nNo.", "↪ replying to: someone:\nNo."),
        ("replying to stranger", "replying to someone"),
        ("Replying to you\nNo.", "Replying to you\nNo."),
        ("I am replying to Your question", "I am replying to Your question"),
        ("In reply to the article", "In reply to the article"),
        ("UCabc_1-x wrote", "Commenter 15 wrote"),
        ("abob_77 bob_777 bob_77", "abob_77 bob_777 Commenter 3"),
    ],
)  # fmt: skip
def test_people(text: str, masked: str) -> None:
    mask = masker(PEOPLE, ids={"UCabc_1-x": "Commenter 15"})
    assert mask(text) == masked
    assert mask(masked) == masked


def test_a_name_that_several_people_have_is_nobodys() -> None:
    mask = masker({"Ada 1": "Commenter 1", "ADA 1": "Commenter 2", "Bo 2": None})
    assert mask("Ada 1, ADA 1, ada 1, bo 2") == "Commenter 1, Commenter 2, someone, someone"
    assert mask("@Ada 1, @ADA 1, @ada 1, @bo 2") == "@Commenter 1, @Commenter 2, @someone, @someone"


def test_ordinary_words_are_names_in_notes_alone() -> None:
    mask = masker({"Iran": "Commenter 1"}, everywhere=True)
    assert mask("'Iran' may be a name, iran not") == "'Commenter 1' may be a name, iran not"


def test_what_was_masked_before_is_left_alone() -> None:
    mask = masker({"1": "Commenter 1", "commenter": "Commenter 2", "Bo 2": "Commenter 3"})
    text = "Commenter 1 22 33 44, @Commenter 12, u/someone, @someone, [e-mail] [phone] [ip] twitter.com/Commenter 4"
    assert mask(text) == text
    assert mask("Bo 2 12 34 56") == "Commenter 3 12 34 56" == mask("Commenter 3 12 34 56")
    assert mask("@commenter 1") == "@Commenter 2 1"


@pytest.mark.parametrize(
    "piece",
    ["@", "1-", "a.", "@a", "1 ", ":", "1:", "u/", "x.com/", "replying to ", "(1)", "a@b.", "+1", "a (at) ", "@a@b.c",
     "Commenter ", "1.1.1.1", "[::", "ß ", "e\u0301", " \n", "ada_", "@好", "2015-01-", "%41", "12 34 56 78 ",
     "ada 1 "],
)  # fmt: skip
def test_long_nasty_texts_come_to_an_end_and_stay_masked(piece: str) -> None:
    mask = masker({"ada 1": "Commenter 1", "a_a": "Commenter 2"})
    for text in (piece * 3_000, piece * 3_000 + "@"):
        once = mask(text)
        assert mask(once) == once
