"""Reading beside parsing: python benchmarks/readers.py [comments] [format ...] [--convokit PYTHON] [--profile].

Files of eight formats are made in a temporary folder. For each one stand side by side what parses it alone
(``json.loads`` by line or whole, ``csv.reader``, ``iterparse`` of defusedxml), ``discourse.read`` with everything that
it does, and a peer where there is one: pandas for CSV and JSON Lines, ConvoKit for its own folders (in its own
interpreter, named by ``--convokit``, or in this one if it is there). Every measurement is a process of its own, which
has imported everything and read a small file of the format first; each side runs three times in turn, and the fastest
counts. Peak memory is that of the whole process. ``--profile`` shows instead where the time of ``discourse.read`` goes.
"""

from __future__ import annotations

import argparse
import csv
import html
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

START = 1_600_000_000
#: Seconds that reading may take, at most, in times of parsing alone.
GOAL = 4.0
RUNS = 3


def base36(number: int) -> str:
    """Return a number as Reddit writes ids."""
    out = ""
    while number:
        number, digit = divmod(number, 36)
        out = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + out
    return out


@cache
def vocabulary() -> list[str]:
    """Return 30,000 words, the frequent ones first; some have accents, one is an emoji."""
    random = np.random.default_rng(0)
    letters = np.array([*"eeeettaaooiinnsshhrrddllccuummwwffggyyppbbvvkkjxqz"])
    words = ["".join(random.choice(letters, size=n)) for n in random.integers(2, 10, size=30_000)]
    for i in range(100, len(words), 100):
        words[i] = f"{words[i]}é" if i % 200 else f"{words[i]}’s"
    words[151] = "🙂"
    return words


def texts(count: int, seed: int = 0) -> list[str]:
    """Return texts of 20 to 800 characters: random words, some far more frequent than others."""
    words = vocabulary()
    random = np.random.default_rng(seed)
    rank = 1 / np.arange(3, len(words) + 3)
    length = np.clip(random.lognormal(3.0, 0.9, size=count), 4, 140).astype(int)
    drawn = random.choice(len(words), size=int(length.sum()), p=rank / rank.sum())
    tokens = np.array(words, dtype=object)[drawn].tolist()
    out, at = [], 0
    for size in length.tolist():
        part = tokens[at : at + size]
        at += size
        for i in range(12, size, 13):
            part[i] = f"{part[i]}." if i % 3 else f"{part[i]}.\n\n" if size > 60 else f"{part[i]},"
        out.append(" ".join(part).replace("\n ", "\n")[:800].strip().capitalize())
    return out


def people(count: int, seed: int = 1) -> list[str]:
    """Return a name for each comment; a fifth of the people write most of them."""
    random = np.random.default_rng(seed)
    size = max(count // 8, 2)
    share = 1 / np.arange(1, size + 1) ** 0.8
    drawn = random.choice(size, size=count, p=share / share.sum())
    return [f"Writer_{i}" for i in drawn.tolist()]


def answers(count: int, seed: int = 2) -> tuple[list[int], list[int]]:
    """Return for each comment its document (about 100 comments each, in turn) and the comment answered, or -1."""
    random = np.random.default_rng(seed)
    document = (np.arange(count) // 100).tolist()
    back = random.integers(1, 40, size=count).tolist()
    top = (random.random(count) < 0.3).tolist()
    parent = [
        -1 if t or i - b < 100 * (i // 100) else i - b for i, (b, t) in enumerate(zip(back, top, strict=True))
    ]
    return document, parent


def reddit(count: int, seed: int = 0, first: int = 0) -> Iterator[str]:
    """Yield the lines of a dump of Reddit's comments: about 60 names and 1.8 KB each.

    One in twenty has a link, one in twelve a quotation, one in ten emphasis, one in thirty entities; one in twenty was
    deleted or removed; one parent in two hundred is not there.
    """
    random = np.random.default_rng(seed)
    chance = random.random((count, 5)).tolist()
    document, parent = answers(count, seed)
    number = 10**9 + first
    for i, (text, author) in enumerate(zip(texts(count, seed), people(count, seed), strict=True)):
        link, quote, strong, entity, gone = chance[i]
        if link < 0.05:
            text += (
                f" see [{text[:10]}](https://example.org/{i}/report) or https://example.com/a/{i}?b=1&amp;c=2"
            )
        if quote < 0.08:
            text = f"&gt; {text[:60].strip()}\n\n{text}"
        if strong < 0.1:
            text = text.replace(" the", " **the**", 1) + " *indeed*"
        if entity < 0.03:
            text += " Q&amp;A, 2 &lt; 3"
        own, name = base36(number + i), author
        if gone < 0.05:
            text, name = ("[deleted]", "[deleted]") if gone < 0.03 else ("[removed]", "[deleted]")
        thread = base36(5 * 10**7 + first // 100 + document[i])
        above = parent[i]
        answered = f"t3_{thread}" if above < 0 else f"t1_{base36(number + above)}"
        if entity > 0.995:
            answered = f"t1_{base36(7 * 10**8 + i)}"
        item = {
            "all_awardings": [], "approved_at_utc": None, "approved_by": None, "archived": False,
            "associated_award": None, "author": name, "author_flair_background_color": "",
            "author_flair_css_class": None, "author_flair_richtext": [], "author_flair_template_id": None,
            "author_flair_text": "North" if strong > 0.8 else None, "author_flair_text_color": "dark",
            "author_flair_type": "text", "author_fullname": f"t2_{base36(10**8 + zlib.crc32(name.encode()) % 10**9)}",
            "author_is_blocked": False, "author_patreon_flair": False, "author_premium": strong < 0.05, "awarders": [],
            "banned_at_utc": None, "banned_by": None, "body": text, "can_gild": True, "can_mod_post": False,
            "collapsed": False, "collapsed_because_crowd_control": None, "collapsed_reason": None,
            "collapsed_reason_code": None, "comment_type": None, "controversiality": 0, "created": START + 7 * i,
            "created_utc": START + 7 * i, "distinguished": None, "downs": 0,
            "edited": START + 7 * i + 60 if quote > 0.97 else False, "gilded": 0, "gildings": {}, "id": own,
            "is_submitter": entity > 0.9, "likes": None, "link_id": f"t3_{thread}", "locked": False, "mod_note": None,
            "mod_reason_by": None, "mod_reason_title": None, "mod_reports": [], "name": f"t1_{own}", "no_follow": True,
            "num_reports": 0, "parent_id": answered, "permalink": f"/r/rivertown/comments/{thread}/a_bridge/{own}/",
            "removal_reason": None, "replies": "", "report_reasons": [], "retrieved_on": START + 10**7 + i,
            "saved": False, "score": int(40 * link * quote) - 2, "score_hidden": False, "send_replies": True,
            "stickied": False, "subreddit": "rivertown", "subreddit_id": "t5_2qh0y",
            "subreddit_name_prefixed": "r/rivertown", "subreddit_type": "public", "top_awarded_type": None,
            "total_awards_received": 0, "treatment_tags": [], "unrepliable_reason": None,
            "ups": int(40 * link * quote) - 2, "user_reports": [],
        }  # fmt: skip
        yield json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def _write_lines(path: Path, lines: Iterator[str]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    return path


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _when(i: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + 7 * i))


def make_reddit(folder: Path, count: int) -> Path:
    return _write_lines(folder / "comments.ndjson", reddit(count))


def _small(count: int) -> Iterator[dict[str, Any]]:
    document, parent = answers(count)
    for i, (text, author) in enumerate(zip(texts(count), people(count), strict=True)):
        above = parent[i]
        yield {
            "id": f"c{i}", "parent_id": "" if above < 0 else f"c{above}", "thread_id": f"d{document[i]}",
            "author": author, "created_at": _when(i), "text": text, "likes": (i * 7919) % 40,
        }  # fmt: skip


def make_jsonl(folder: Path, count: int) -> Path:
    return _write_lines(folder / "comments.jsonl", map(_dump, _small(count)))


def make_csv(folder: Path, count: int) -> Path:
    path = folder / "comments.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for i, row in enumerate(_small(count)):
            row |= {
                "mood": ("calm", "angry", "")[i % 3],
                "score": f"{(i * 31) % 97 / 97:.3f}",
                "topic": f"t{i % 50}",
            }
            if not i:
                writer.writerow(row)
            writer.writerow(row.values())
    return path


def make_twitter(folder: Path, count: int) -> Path:
    """Pages of 100 as the API gives them, with their authors beside."""

    def pages() -> Iterator[str]:
        document, parent = answers(count)
        said, names = texts(count), people(count)
        ids = [str(17 * 10**17 + 4099 * i) for i in range(count)]
        users = {name: str(10**8 + i) for i, name in enumerate(dict.fromkeys(names))}
        for first in range(0, count, 100):
            data = []
            for i in range(first, min(first + 100, count)):
                conversation = ids[100 * document[i]]
                text, above = said[i][:270], parent[i]
                tweet = {
                    "id": ids[i], "author_id": users[names[i]], "conversation_id": conversation, "text": text,
                    "created_at": _when(i).replace("Z", ".000Z"), "edit_history_tweet_ids": [ids[i]], "lang": "en",
                    "possibly_sensitive": False, "reply_settings": "everyone", "source": "Twitter Web App",
                    "public_metrics": {"retweet_count": i % 3, "reply_count": i % 5, "like_count": i % 40,
                                       "quote_count": 0, "bookmark_count": 0, "impression_count": i % 999},
                }  # fmt: skip
                if above >= 0:
                    tweet["referenced_tweets"] = [{"type": "replied_to", "id": ids[above]}]
                    tweet["in_reply_to_user_id"] = users[names[above]]
                if i % 15 == 0:
                    tweet["text"] = f"{text} https://t.co/abcdefghij"
                    tweet["entities"] = {
                        "urls": [{
                            "start": len(text) + 1, "end": len(text) + 24, "url": "https://t.co/abcdefghij",
                            "expanded_url": f"https://example.org/{i}", "display_url": f"example.org/{i}",
                        }]
                    }  # fmt: skip
                data.append(tweet)
            here = dict.fromkeys(names[first : first + 100])
            about = [
                {"id": users[n], "username": n.lower(), "name": n, "verified": False, "created_at": _when(0)}
                for n in here
            ]
            yield _dump({"data": data, "includes": {"users": about}, "meta": {"result_count": len(data)}})

    return _write_lines(folder / "pages.jsonl", pages())


def make_telegram(folder: Path, count: int) -> Path:
    _, parent = answers(count)
    messages = []
    for i, (text, name) in enumerate(zip(texts(count), people(count), strict=True)):
        found: Any = text
        if i % 12 == 0:
            found = [text, " ", {"type": "link", "text": f"https://example.org/{i}"}]
        message = {
            "id": i + 1, "type": "message", "date": _when(i)[:-1], "date_unixtime": str(START + 7 * i), "from": name,
            "from_id": f"user{name[7:]}", "text": found,
            "text_entities": [{"type": "plain", "text": t} if isinstance(t, str) else t
                              for t in (found if isinstance(found, list) else [found])],
        }  # fmt: skip
        if parent[i] >= 0:
            message["reply_to_message_id"] = parent[i] + 1
        if i % 7 == 0:
            message["reactions"] = [{"type": "emoji", "count": i % 9 + 1, "emoji": "👍"}]
        messages.append(message)
    chat = {"name": "River crossing", "type": "public_supergroup", "id": 1234567890, "messages": messages}
    path = folder / "result.json"
    path.write_text(json.dumps(chat, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def make_convokit(folder: Path, count: int) -> Path:
    path = folder / "rivertown-corpus"
    path.mkdir()
    document, parent = answers(count)
    names = people(count)

    def spoken() -> Iterator[str]:
        for i, text in enumerate(texts(count)):
            above, top = parent[i], 100 * document[i]
            # One comment begins each conversation; those that answer nobody answer it.
            answered = None if i == top else f"u{above if above >= 0 else top}"
            yield _dump(
                {"id": f"u{i}", "conversation_id": f"u{top}", "text": text, "speaker": names[i],
                 "meta": {"score": i % 40, "stance": "pro" if i % 2 else "con", "parsed": None},
                 "reply-to": answered, "timestamp": START + 7 * i, "vectors": []}
            )  # fmt: skip

    _write_lines(path / "utterances.jsonl", spoken())
    about = {name: {"meta": {"joined": START, "flair": None}, "vectors": []} for name in dict.fromkeys(names)}
    (path / "speakers.json").write_text(_dump(about))
    threads = {
        f"u{100 * d}": {"meta": {"title": f"Thread {d}", "subreddit": "rivertown"}, "vectors": []}
        for d in range(document[-1] + 1)
    }
    (path / "conversations.json").write_text(_dump(threads))
    (path / "corpus.json").write_text(_dump({"name": "rivertown"}))
    index = {
        "utterances-index": {"score": ["<class 'int'>"], "stance": ["<class 'str'>"], "parsed": ["<class 'NoneType'>"]},
        "speakers-index": {"joined": ["<class 'int'>"], "flair": ["<class 'NoneType'>"]},
        "conversations-index": {"title": ["<class 'str'>"], "subreddit": ["<class 'str'>"]},
        "overall-index": {"name": ["<class 'str'>"]}, "version": 1, "vectors": [],
    }  # fmt: skip
    (path / "index.json").write_text(_dump(index))
    return path


def make_disqus(folder: Path, count: int) -> Path:
    path = folder / "export.xml"
    space = 'xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"'
    document, parent = answers(count)
    with path.open("w", encoding="utf-8") as out:
        out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<disqus {space}>\n')
        for d in range(document[-1] + 1):
            out.write(
                f'<thread dsq:id="{9 * 10**8 + d}">\n<id>a-{d}</id>\n<forum>rivertimes</forum>\n'
                f"<link>https://rivertimes.example/{d}</link>\n<title>Article {d}</title>\n<message />\n"
                f"<createdAt>{_when(d)}</createdAt>\n<author>\n<name>River Times</name>\n"
                "<isAnonymous>false</isAnonymous>\n<username>rivertimes</username>\n</author>\n"
                "<isClosed>false</isClosed>\n<isDeleted>false</isDeleted>\n</thread>\n"
            )
        for i, (text, name) in enumerate(zip(texts(count), people(count), strict=True)):
            body = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in text.split("\n\n"))
            if i % 20 == 0:
                link = f"https://example.org/{i}"
                body += f'<p><a href="{link}" rel="nofollow noopener">{link}</a></p>'
            above = f'<parent dsq:id="{10**9 + parent[i]}" />\n' if parent[i] >= 0 else ""
            out.write(
                f'<post dsq:id="{10**9 + i}">\n<id />\n<message><![CDATA[{body}]]></message>\n'
                f"<createdAt>{_when(i)}</createdAt>\n<isDeleted>{str(i % 30 == 0).lower()}</isDeleted>\n"
                f"<isSpam>false</isSpam>\n<author>\n<name>{name}</name>\n<isAnonymous>false</isAnonymous>\n"
                f"<username>{name.lower()}</username>\n</author>\n"
                f'<thread dsq:id="{9 * 10**8 + document[i]}" />\n{above}</post>\n'
            )
        out.write("</disqus>\n")
    return path


def make_youtube(folder: Path, count: int) -> Path:
    """Pages of the Data API, one a line: threads of a comment and up to four answers."""

    def comment(i: int, own: str, text: str, name: str, above: str | None) -> dict[str, Any]:
        shown = html.escape(text).replace("\n", "<br>")
        told = {
            "channelId": "UCriverTownNews00000001", "videoId": "br1dgeV1d30", "textDisplay": shown,
            "textOriginal": text, "authorDisplayName": f"@{name}",
            "authorProfileImageUrl": f"https://yt3.ggpht.com/ytc/{name}=s48-c-k-c0x00ffffff-no-rj",
            "authorChannelUrl": f"http://www.youtube.com/@{name}", "authorChannelId": {"value": f"UC{name:0>22}"},
            "canRate": True, "viewerRating": "none", "likeCount": i % 40, "publishedAt": _when(i),
            "updatedAt": _when(i),
        }  # fmt: skip
        if above is not None:
            told["parentId"] = above
        return {"kind": "youtube#comment", "etag": f"e{i}", "id": own, "snippet": told}

    def pages() -> Iterator[str]:
        said, names = texts(count), people(count)
        page: list[dict[str, Any]] = []
        i = 0
        while i < count:
            size = min(1 + i % 5, count - i)
            own = f"Ugx{i:020d}AaBAg"
            thread = {
                "kind": "youtube#commentThread", "etag": f"t{i}", "id": own,
                "snippet": {"channelId": "UCriverTownNews00000001", "videoId": "br1dgeV1d30", "canReply": True,
                            "totalReplyCount": size - 1, "isPublic": True,
                            "topLevelComment": comment(i, own, said[i], names[i], None)},
            }  # fmt: skip
            if size > 1:
                more = [
                    comment(j, f"{own}.9reply{j:07d}", said[j], names[j], own) for j in range(i + 1, i + size)
                ]
                thread["replies"] = {"comments": more}
            page.append(thread)
            i += size
            if len(page) == 100 or i >= count:
                about = {"totalResults": count, "resultsPerPage": len(page)}
                yield _dump(
                    {
                        "kind": "youtube#commentThreadListResponse",
                        "etag": "p",
                        "pageInfo": about,
                        "items": page,
                    }
                )
                page = []

    return _write_lines(folder / "pages.ndjson", pages())


def by_line(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if json.loads(line) is not None)


def whole(path: Path) -> int:
    return len(json.loads(path.read_text(encoding="utf-8")))


def folder_of_json(path: Path) -> int:
    found = by_line(path / "utterances.jsonl")
    for name in ("speakers", "conversations", "corpus", "index"):
        json.loads((path / f"{name}.json").read_text(encoding="utf-8"))
    return found


def by_row(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def by_element(path: Path) -> int:
    from defusedxml.ElementTree import iterparse

    found = 0
    for _, element in iterparse(path, forbid_dtd=True):
        if element.tag.endswith(("}post", "}thread")):
            found += 1
            element.clear()
    return found


def pandas_csv(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path))


def pandas_json(path: Path) -> int:
    import pandas as pd

    return len(pd.read_json(path, lines=True))


def discourse(path: Path) -> int:
    import discourse as ds

    return len(ds.read(path))


def convokit(path: Path) -> int:
    from convokit import Corpus  # type: ignore[import-not-found]

    found = Corpus(filename=str(path))
    return sum(1 for _ in found.iter_utterances())


Side = Callable[[Path], int]
#: Of each format: who makes its file, what parses it alone, and the peers.
FORMATS: dict[str, tuple[Callable[[Path, int], Path], Side, tuple[Side, ...]]] = {
    "reddit": (make_reddit, by_line, ()),
    "jsonl": (make_jsonl, by_line, (pandas_json,)),
    "csv": (make_csv, by_row, (pandas_csv,)),
    "twitter": (make_twitter, by_line, ()),
    "telegram": (make_telegram, whole, ()),
    "convokit": (make_convokit, folder_of_json, (convokit,)),
    "disqus": (make_disqus, by_element, ()),
    "youtube": (make_youtube, by_line, ()),
}
NAMES: dict[Side, str] = {
    by_line: "json.loads by line", whole: "json.loads", folder_of_json: "json.loads", by_row: "csv.reader",
    by_element: "iterparse", pandas_csv: "pandas.read_csv", pandas_json: "pandas.read_json", convokit: "ConvoKit",
    discourse: "discourse",
}  # fmt: skip


def run(side: str, small: Path, path: Path) -> None:
    """Print wall and CPU seconds of one side, after a small file has been read."""
    work = globals()[side]
    work(small)
    wall, cpu = time.perf_counter(), time.process_time()
    found = work(path)
    print(time.perf_counter() - wall, time.process_time() - cpu, found)


def measured(side: Side, small: Path, path: Path, python: str) -> tuple[float, float, float]:
    """Return seconds, CPU seconds and the peak of memory (MB) of one side in a process of its own."""
    command = [python, __file__, "--side", side.__name__, str(small), str(path)]
    # The threads that numpy's library starts turn idly for a while, which would count as the parser's work.
    quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quiet) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{side.__name__} ended with {process.returncode}")
    wall, cpu = map(float, out.split()[-3:-1])
    return wall, cpu, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def known(format: str) -> bool:
    """Whether this version of discourse has a reader of the format."""
    from discourse.readers import TABLE

    return format in TABLE


def row(format: str, count: int, place: Path, convokit_python: str | None) -> None:
    """Measure one format and print its lines."""
    _, bare, peers = FORMATS[format]
    # Made in a process of its own: a child's peak of memory is never told below its parent's.
    paths = []
    for size in (200, count):
        folder = place / f"{format}-{size}"
        folder.mkdir()
        told = subprocess.run(
            [sys.executable, __file__, "--make", format, str(size), str(folder)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        paths.append(Path(told.stdout.strip()))
    small, path = paths
    bytes_ = sum(p.stat().st_size for p in ([path] if path.is_file() else path.iterdir()))
    sides: dict[Side, str] = {bare: sys.executable}
    if known(format):
        sides[discourse] = sys.executable
    for peer in peers:
        python = convokit_python if peer is convokit else sys.executable
        if python:
            sides[peer] = python
    found: dict[Side, list[tuple[float, float, float]]] = {side: [] for side in sides}
    for _ in range(RUNS):
        for side, python in sides.items():
            found[side].append(measured(side, small, path, python))
    best = {side: tuple(min(f[i] for f in runs) for i in range(3)) for side, runs in found.items()}
    for side, (wall, cpu, memory) in best.items():
        ratio = "" if side is bare else f"{wall / best[bare][0]:>7.2f} {cpu / best[bare][1]:>7.2f}"
        verdict = ("" if cpu <= GOAL * best[bare][1] else "  above 4") if side is discourse else ""
        print(
            f"{format if side is bare else '':<10}{f'{bytes_ / 1e6:.0f} MB' if side is bare else '':>8}  "
            f"{NAMES[side]:<20}{wall:>8.2f}{cpu:>8.2f}{count / cpu / 1e3:>9.0f}{memory:>7.0f} {ratio:>15}{verdict}",
            flush=True,
        )
    for side, name in ((discourse, "discourse has no such reader"), (convokit, "ConvoKit is not there")):
        if side not in sides and (side is discourse or side in peers):
            print(f"{'':>20}{name}")


def profile(format: str, count: int, place: Path) -> None:
    """Show where the time goes."""
    import cProfile
    import pstats

    small, path = FORMATS[format][0](place, 200), None
    discourse(small)
    folder = place / format
    folder.mkdir()
    path = FORMATS[format][0](folder, count)
    found = cProfile.Profile(time.process_time)
    found.runcall(discourse, path)
    pstats.Stats(found).sort_stats("tottime").print_stats(30)


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--side"]:
        run(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    if sys.argv[1:2] == ["--make"]:
        print(FORMATS[sys.argv[2]][0](Path(sys.argv[4]), int(sys.argv[3])))
        return
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("comments", nargs="?", type=int, default=50_000)
    parser.add_argument(
        "formats", nargs="*", metavar="format", help=f"of {', '.join(FORMATS)}; by default all"
    )
    parser.add_argument("--convokit", metavar="PYTHON", help="an interpreter that has ConvoKit")
    parser.add_argument("--profile", action="store_true", help="show where the time goes instead")
    given = parser.parse_args()
    wrong = set(given.formats) - set(FORMATS)
    if wrong:
        parser.error(f"no format {', '.join(sorted(wrong))}; choose from {', '.join(FORMATS)}")
    python = given.convokit or (sys.executable if importlib.util.find_spec("convokit") else None)
    with tempfile.TemporaryDirectory() as name:
        if not given.profile:
            print(f"{given.comments:,} comments; best of {RUNS} in turn; CPU seconds of all threads")
            print(
                f"{'format':<10}{'size':>8}  {'':<20}{'wall s':>8}{'CPU s':>8}{'1000/s':>9}{'MB':>7} "
                f"{'x wall':>7} {'x CPU':>7}"
            )
        for format in given.formats or FORMATS:
            if given.profile:
                profile(format, given.comments, Path(name))
            else:
                row(format, given.comments, Path(name), python)


if __name__ == "__main__":
    main()
