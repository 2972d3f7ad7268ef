"""Older encodings of Latin letters: told by the letters where there are enough of them, else Windows-1252."""

from __future__ import annotations

from pathlib import Path

import pytest

from discourse import read
from discourse.readers.source.decoding import decode

TEXTS = {
    "Polish": "Wczoraj wieczorem most znów został zamknięty i nikt nie wyjaśnił dlaczego. Myślę, że władze "
    "miasta nie chcą wydawać pieniędzy na remont, a my będziemy jeździć objazdem. Źle się dzieje, "
    "powiedział sąsiad, ćwierć żartem.",
    "Czech": "Včera večer byl most znovu uzavřen a nikdo nevysvětlil proč. Město prostě nechce utrácet peníze "
    "za opravu a my budeme zase jezdit oklikou. To už přestává být žert, řekl můj soused, který bydlí "
    "hned vedle; ať to spraví.",
    "Hungarian": "Tegnap este a hidat ismét lezárták, és senki sem magyarázta meg, miért. A városvezetés nem akar "
    "pénzt költeni a felújításra, mi pedig újra kerülőúton járunk. Elfogyott az idő és a türelem; "
    "ősszel sem lesz kész, fű nő.",
    "Turkish": "Dün akşam köprü yeniden kapatıldı ve kimse nedenini açıklamadı. Belediye onarım için para "
    "harcamak istemiyor, biz de yine çevre yolundan gideceğiz. Komşum çok kızgın; ışıklar da "
    "yanmıyor, İstanbul'da böyle olmazdı.",
    "German": "Gestern Abend wurde die Brücke wieder gesperrt, und niemand erklärte, warum. Ich fürchte, die "
    "Stadt möchte für die Ausbesserung kein Geld ausgeben; wir müssen außen herum fahren. Große "
    "Späße, heißt es überall.",
    "French": "Hier soir, le pont a été de nouveau fermé et personne n’a expliqué pourquoi : déjà créée, naïve, "
    "“à côté”. Ça alors, l’œuvre où le garçon s’arrête, être ou ne pas être, voilà où nous en sommes "
    "arrivés après l’été.",
    "Spanish": "¿Quién cerró el puente anoche? Nadie explicó por qué. El ayuntamiento no quiere gastar más en la "
    "reparación, y mañana iremos por el camino más largo, ¡qué vergüenza! El niño está aquí y allá, "
    "también él.",
    "Portuguese": "Ontem à noite a ponte foi fechada de novo e ninguém explicou porquê. A câmara não quer gastar "
    "dinheiro com a reparação, então vamos dar a volta; não há solução, são milhões, à sombra do "
    "coração.",
    "Icelandic": "Brúin var lokuð aftur í gærkvöldi og enginn útskýrði hvers vegna. Ég held að bærinn vilji ekki "
    "eyða peningum í viðgerðina, þannig að við keyrum aftur lengri leið. Það er ömurlegt, sagði "
    "nágranni minn.",
    "Estonian": "Eile õhtul suleti sild uuesti ja keegi ei põhjendanud, miks. Ma arvan, et linn ei taha üldse "
    "remondile raha kulutada, nii et sõidame jälle ümber. Väga kahju, ütles naaber öösel.",
}


@pytest.mark.parametrize(
    ("language", "encoding", "name"),
    [
        ("Polish", "cp1250", "cp1250"),
        ("Polish", "iso8859-2", "iso8859-2"),
        ("Czech", "cp1250", "cp1250"),
        ("Czech", "iso8859-2", "iso8859-2"),
        ("Hungarian", "cp1250", "cp1250"),
        ("Turkish", "cp1254", "cp1254"),
    ],
)
@pytest.mark.parametrize("shape", ["{0}", "id,author,text\n{0}"])
def test_central_european_and_turkish_texts_are_told(
    language: str, encoding: str, name: str, shape: str
) -> None:
    text = shape.format("\n".join(f'{i},Ada,"{TEXTS[language]} £5."' for i in range(15)).replace("£", ""))
    found = decode(text.encode(encoding), "t.csv")
    assert (found.text, found.encoding) == (text, name)
    assert found.repair.startswith("not UTF-8 (line ")
    assert f"read as {name}, so check accented letters (--encoding names another)" in found.repair
    short = decode(TEXTS[language][:150].encode(encoding), "t.csv")
    assert short.encoding == "windows-1252"


@pytest.mark.parametrize("language", ["German", "French", "Spanish", "Portuguese", "Icelandic", "Estonian"])
def test_western_texts_stay_what_they_were(language: str) -> None:
    text = (TEXTS[language] + "\n") * 40
    assert decode(text.encode("cp1252"), "t.txt").encoding == "windows-1252"


def test_many_languages_in_one_file_stay_what_they_were() -> None:
    western = ("German", "French", "Spanish", "Portuguese", "Icelandic")
    text = "\n".join(TEXTS[name] for name in western) * 10
    found = decode(text.encode("cp1252"), "t.txt")
    assert (found.text, found.encoding) == (text, "windows-1252")


def test_bytes_that_the_encoding_leaves_undefined_are_counted() -> None:
    data = (TEXTS["Polish"] + "\n").encode("cp1250") * 15 + b"\x98"
    found = decode(data, "t.txt")
    assert found.text.count("\ufffd") == found.misread == 1


def test_the_encoding_is_recorded(tmp_path: Path) -> None:
    data = "\n".join(["author,text", *(f'Ada,"{TEXTS["Turkish"]}"' for _ in range(15))]).encode("cp1254")
    (tmp_path / "t.csv").write_bytes(data)
    corpus = read(tmp_path / "t.csv")
    assert corpus.sources[0]["encoding"] == "cp1254"
    assert corpus.comments["text"].tolist() == [TEXTS["Turkish"]] * 15
