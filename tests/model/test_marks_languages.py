"""The language of comments: a list of short ones, junk, and real threads."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.model.marks import languages
from discourse.model.marks.language import _BATCH, _model, _scores, _worth

# Written for this test, in the manner of comments: 10 to 52 characters.
SAID = {
    "en": (
        "This is exactly why nobody trusts them anymore.",
        "source? trust me dude",
        "He should have left years ago, honestly.",
        "I don't think that's how any of this works",
        "Great article, thanks for sharing!",
    ),
    "de": (
        "Das ist doch kompletter Unsinn, was er da schreibt.",
        "Ich glaube nicht, dass sich dadurch etwas ändert.",
        "Wer soll das bezahlen?",
        "Endlich sagt es mal jemand!",
        "Und was ist mit den Kindern, die dort leben?",
    ),
    "fr": (
        "C'est n'importe quoi, on nous prend pour des idiots.",
        "Je ne suis pas du tout d'accord avec vous.",
        "Et qui va payer tout ça ?",
        "Merci pour cet article très intéressant",
        "Il faudrait d'abord écouter les habitants.",
    ),
    "es": (
        "No estoy de acuerdo con lo que dice el gobierno.",
        "Esto es una vergüenza para todo el país",
        "¿Y quién va a pagar todo esto?",
        "Muy buen artículo, gracias por compartir",
        "Siempre lo mismo, nunca cambia nada.",
    ),
    "it": (
        "Non capisco perché nessuno faccia niente.",
        "Questa è una vergogna per tutto il paese",
        "Ma chi paga tutto questo?",
        "Sono completamente d'accordo con te",
        "Gli italiani sono stanchi di queste chiacchiere.",
    ),
    "pt": (
        "Não concordo com nada do que ele disse.",
        "Isso é uma vergonha para o nosso país",
        "Quem vai pagar por tudo isso?",
        "Muito bom o artigo, obrigado por compartilhar",
        "Ninguém acredita mais nessas promessas.",
    ),
    "nl": (
        "Ik ben het er helemaal niet mee eens.",
        "Wie gaat dat allemaal betalen?",
        "Dit is echt een schande voor ons land",
        "Goed artikel, bedankt voor het delen",
        "Niemand gelooft die beloftes nog.",
    ),
    "ru": (
        "Я не согласен с тем, что здесь написано.",
        "Кто за всё это будет платить?",
        "Это просто позор для нашей страны",
        "Спасибо за статью, очень интересно",
        "Никто уже не верит этим обещаниям.",
    ),
    "uk": (
        "Я не погоджуюся з тим, що тут написано.",
        "Хто за все це буде платити?",
        "Це просто ганьба для нашої країни",
        "Дякую за статтю, дуже цікаво",
        "Ніхто вже не вірить цим обіцянкам.",
    ),
    "pl": (
        "Nie zgadzam się z tym, co tu napisano.",
        "Kto za to wszystko zapłaci?",
        "To jest po prostu wstyd dla naszego kraju",
        "Dzięki za artykuł, bardzo ciekawe",
        "Nikt już nie wierzy w te obietnice.",
    ),
    "sv": (
        "Jag håller inte alls med om det här.",
        "Vem ska betala för allt det här?",
        "Det är en skam för hela landet",
        "Bra artikel, tack för att du delade",
        "Ingen tror på de där löftena längre.",
    ),
    "tr": (
        "Burada yazılanlara kesinlikle katılmıyorum.",
        "Bütün bunları kim ödeyecek?",
        "Bu ülkemiz için büyük bir utanç",
        "Güzel yazı, paylaştığınız için teşekkürler",
        "Artık kimse bu sözlere inanmıyor.",
    ),
    "ar": (
        "لا أتفق مع ما كتب هنا على الإطلاق",
        "من سيدفع ثمن كل هذا؟",
        "هذا عار على بلدنا كله",
        "شكرا على المقال، مثير للاهتمام حقا",
        "لم يعد أحد يصدق هذه الوعود.",
    ),
    "fa": (
        "من اصلا با این حرف موافق نیستم.",
        "چه کسی هزینه همه این‌ها را می‌دهد؟",
        "این برای کشور ما مایه شرمساری است",
        "ممنون از مقاله، خیلی جالب بود",
        "دیگر کسی این وعده‌ها را باور نمی‌کند.",
    ),
    "he": (
        "אני לא מסכים עם מה שכתוב כאן.",
        "מי ישלם על כל זה?",
        "זאת בושה למדינה שלנו",
        "תודה על הכתבה, מעניין מאוד",
        "אף אחד כבר לא מאמין להבטחות האלה.",
    ),
    "zh": (
        "我完全不同意这里写的内容。",
        "这些钱最后由谁来出？",
        "这真是我们国家的耻辱",
        "谢谢分享，文章很有意思",
        "已经没有人相信这些承诺了。",
    ),
    "ja": (
        "ここに書かれていることには同意できません。",
        "これは誰が払うのでしょうか？",
        "本当に恥ずかしいことだと思う",
        "記事をありがとう、とても面白かったです",
        "もう誰もその約束を信じていない。",
    ),
    "ko": (
        "여기 쓰인 내용에 전혀 동의하지 않습니다.",
        "이 모든 비용은 누가 내나요?",
        "정말 우리나라의 수치입니다",
        "좋은 기사 공유해 주셔서 감사합니다",
        "이제 아무도 그 약속을 믿지 않아요.",
    ),
    "el": (
        "Δεν συμφωνώ καθόλου με αυτά που γράφεις.",
        "Ποιος θα τα πληρώσει όλα αυτά;",
        "Κανείς δεν πιστεύει πια αυτές τις υποσχέσεις.",
    ),
    "hi": (
        "मैं इस बात से बिल्कुल सहमत नहीं हूँ।",
        "इन सबका पैसा कौन देगा?",
        "अब कोई इन वादों पर भरोसा नहीं करता।",
    ),
}

JUNK = (
    "",
    " \n ",
    "lol",
    "LOL",
    "ok",
    "hahaha",
    "hahahahahahahahaha",
    "HAHAHAHA HAHAHA",
    "jajajajaja",
    "kkkkkkkkkkk",
    "wwwwwwwww",
    "xD xD xD",
    "hmm...",
    "😂😂😂😂😂😂😂😂",
    "🇺🇦🇺🇦🇺🇦 ❤️",
    "👍",
    "!!!!!!!!!",
    "???",
    "...",
    "123456789 2024 55.7%",
    "2024-01-07 11:14:38",
    "https://www.example.org/news/2024/why-nobody-believes-them",
    "see: www.example.com/a/b",
    "@somebody @another_one @third",
    "@barryswallows",
    "#CharlieHebdo #JeSuisCharlie",
    "1776 + 1 = 1777",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "ffs",
    "omg",
    "+1",
    "^ this",
    "/r/worldnews",
    "u/somebody",
    "mail me: some.body@example.org",
    "a",
    "RT",
    "-----------------------",
    "𝓗",
    "\x00\x00\x00",
    "\ud800\ud800",
    "ахахахахахахах",
    "هههههههههههه",
    "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
    "草草草草草草草",
    "$$$$$$ €€€",
    "No.",
    "Wow!",
)


def test_short_comments_in_twenty_languages() -> None:
    pairs = [(code, text) for code, texts in SAID.items() for text in texts]
    found = languages([text for _, text in pairs])
    said = [(code, f) for (code, _), f in zip(pairs, found, strict=True) if f is not None]
    right = sum(code == f for code, f in said)
    assert len(pairs) == 96
    # Measured: 93 identified, 92 of them rightly (one Dutch sentence is taken for Afrikaans).
    assert len(said) >= 91
    assert right >= len(said) - 2
    for code in SAID:
        assert (code, code) in said


@pytest.mark.parametrize("text", JUNK)
def test_junk_has_no_language(text: str) -> None:
    assert languages([text]) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "@somebody https://www.example.org/der-die-das Nobody here believes that any more 😂😂 #wahrheit 100%",
        "NOBODY HERE BELIEVES THAT ANY MORE",
        "  nobody here\n\nbelieves that any more \x00",
        "nobody here believes that any more \ud83d",
        "u/somebody /r/france nobody here believes that any more",
    ],
)
def test_what_is_set_aside(text: str) -> None:
    assert languages([text]) == ["en"]


def test_varieties_count_as_their_language() -> None:
    # Cantonese and Nynorsk have codes of their own in the model.
    texts = [
        "佢哋話唔知道呢件事係點樣發生嘅",
        "Eg veit ikkje kva dei meiner med dette, men det er ikkje sant.",
    ]
    assert languages(texts) == ["zh", "no"]


def test_each_text_by_itself() -> None:
    texts = [text for part in SAID.values() for text in part]
    alone = [languages([text])[0] for text in texts]
    assert languages(texts) == alone
    assert languages(texts[::-1]) == alone[::-1]
    many = texts * (2 * _BATCH // len(texts))
    assert languages(many) == alone * (2 * _BATCH // len(texts))


def test_scores_are_those_of_the_library() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    texts = [left for _, left in _worth([text for part in SAID.values() for text in part])]
    scores = _scores([text.encode() for text in texts], _model())
    for text, row in zip(texts, scores, strict=True):
        code, score = library.classify(text)
        assert library.nb_classes[int(row.argmax())] == code
        assert score == pytest.approx(row.max(), rel=1e-4)


def test_long_texts_and_none_at_all() -> None:
    assert languages([]) == []
    sentence = "Das ist doch kompletter Unsinn, was er da schreibt. "
    texts = [sentence * 200_000, "x" * 10_000_000, "ab " * 1_000_000, "@a." * 1_000_000]
    assert languages(texts) == ["de", None, None, None]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(st.text(st.characters(), max_size=80), max_size=5))
def test_any_text(texts: list[str]) -> None:
    found = languages(texts)
    assert len(found) == len(texts)
    assert all(f is None or (f.isalpha() and f.islower() and len(f) in (2, 3)) for f in found)


@pytest.mark.shared
def test_english_threads(shared: Path) -> None:
    threads = shared / "data" / "threads"
    texts = [c["text"] for c in json.loads((threads / "isamasred_comments.json").read_text("utf-8"))]
    texts += [json.loads(line)["text"] for line in (threads / "fox.jsonl").read_text("utf-8").splitlines()]
    for name in ("mtcsd.csv", "rumoureval.csv"):
        with (threads / name).open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    found = languages(texts)
    said = [f for f in found if f is not None]
    # Measured on 11,194 comments: 93.0 % identified, 99.8 % of them as English (half of the rest is not English).
    assert len(said) >= 0.92 * len(texts)
    assert said.count("en") >= 0.997 * len(said)
