"""A dump larger than memory: python benchmarks/big_corpus.py [--gigabytes 0.2] [--folder PLACE] [--no-kill].

A dump of Reddit's comments is made, of about so many gigabytes packed by Zstandard (objects of 60 names, texts of
random words, parents mostly earlier ones, one in two hundred not there; after a million, the same texts come again with
other ids, threads and people). ``discourse read big.ndjson.zst -o big`` then runs as a process of its own, and so does
what opens the folder and counts it, goes through all batches, and through two columns alone. For each stand seconds,
CPU seconds and the peak of memory of the whole process. Last, the reading is killed in the middle, to see that what it
leaves behind does not pass for a corpus, and that the next run succeeds.

A child's peak of memory is never told below its parent's, so the dump too is made in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: Comments that are made at a time, and how often; they come again and again, with other ids and people.
_CHUNK, _CHUNKS = 50_000, 20

COUNT = """
from discourse.model.corpus import Corpus
corpus = Corpus.open({place!r})
print(len(corpus))
"""
BATCHES = """
from discourse.model.corpus import Corpus
corpus = Corpus.open({place!r})
print(sum(int(batch["text"].str.len().sum()) for batch in corpus.batches()))
"""
TWO = """
from discourse.model.corpus import Corpus
corpus = Corpus.open({place!r})
print(sum(int(batch["parent_id"].notna().sum()) for batch in corpus.batches(columns=["author", "parent_id"])))
"""


def chunk(number: int) -> bytes:
    """Return one of the chunks, with ``~~`` where ids, threads and people are to differ from round to round.

    All ids of a million comments that are numbered one after the other start with the same two signs, and so do those
    of their threads.
    """
    from readers import reddit

    lines = "\n".join(reddit(_CHUNK, seed=number, first=number * _CHUNK)) + "\n"
    for name, start in (("id", "gj"), ("name", "t1_gj"), ("parent_id", "t1_gj"), ("parent_id", "t3_tr")):
        lines = lines.replace(f'"{name}":"{start}', f'"{name}":"{start[:-2]}~~')
    lines = lines.replace('"link_id":"t3_tr', '"link_id":"t3_~~').replace("/comments/tr", "/comments/~~")
    lines = lines.replace("/a_bridge/gj", "/a_bridge/~~")
    lines = lines.replace('"author":"Writer_', f'"author":"Writer_~~{number}_')
    return lines.replace('"author_fullname":"t2_', f'"author_fullname":"t2_~~{number}').encode()


def make(path: Path, size: int) -> None:
    """Write a dump of at least so many packed bytes; print its comments and its bytes unpacked."""
    import zstandard

    chunks: list[bytes] = []
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    rounds = (f"{a}{b}".encode() for a in digits[10:] for b in digits)
    count = length = 0
    packer = zstandard.ZstdCompressor(level=3, threads=2)
    with path.open("wb") as disk, packer.stream_writer(disk, closefd=False) as packed:
        while disk.tell() < size:
            signs = next(rounds)
            for number in range(_CHUNKS):
                if number == len(chunks):
                    chunks.append(chunk(number))
                packed.write(chunks[number].replace(b"~~", signs))
                count += _CHUNK
                length += len(chunks[number])
                if disk.tell() >= size:
                    break
    print(json.dumps({"comments": count, "bytes": length}))


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Return seconds, CPU seconds, peak of memory (MB) and output of a fresh process."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read().strip()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the process ended with {process.returncode}: {' '.join(command)}")
    memory = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return seconds, used.ru_utime + used.ru_stime, memory, out


def told(name: str, found: tuple[float, float, float, str], more: str = "") -> None:
    """Print one line."""
    print(f"{name:<28}{found[0]:>9.1f} s{found[1]:>9.1f} s CPU{found[2]:>8.0f} MB   {more}", flush=True)


def held(place: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(p.stat().st_size for p in place.rglob("*") if p.is_file())


def kill(dump: Path, place: Path, after: float) -> None:
    """Kill a reading after so many seconds, look at what is left, and read again."""
    from discourse.errors import DiscourseError
    from discourse.model.corpus import Corpus

    process = subprocess.Popen(reading(dump, place))
    time.sleep(after)
    if process.poll() is not None:
        raise SystemExit("the reading was done before it could be killed; make a larger dump")
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = sorted(p for p in place.parent.iterdir() if p.name.startswith(".part-"))
    print(
        f"killed after {after:.1f} s; {place.name} is {'THERE' if place.exists() else 'not there'}; beside it:"
    )
    for one in (place, *left):
        try:
            Corpus.open(one)
        except DiscourseError as error:
            shown = str(error).replace(f"{place.parent}{os.sep}", "")
            print(f"  opening {one.name}: {shown}")
        else:
            raise SystemExit(f"{one} OPENS AS A WHOLE CORPUS")
    found = measured(reading(dump, place))
    told("the next run", found, f"{len(Corpus.open(place)):,} comments")
    names = sorted(p.name for p in place.parent.iterdir() if p.name.startswith(".part-"))
    print(f"left behind by the killed run: {', '.join(names) or 'nothing'}")


def reading(dump: Path, place: Path) -> list[str]:
    """Return the command that reads a dump."""
    return [sys.executable, "-m", "discourse", "read", str(dump), "-o", str(place), "--quiet"]


def main() -> None:
    """Print everything."""
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gigabytes", type=float, default=0.2, help="of the packed dump")
    parser.add_argument("--folder", help="where there is room; by default the system's temporary folder")
    parser.add_argument("--no-kill", action="store_true", help="leave out the run that is killed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        dump, place = folder / "big.ndjson.zst", folder / "big"
        made = measured([sys.executable, __file__, "--make", str(dump), str(int(given.gigabytes * 1e9))])
        facts = json.loads(made[3])
        size, count = dump.stat().st_size, facts["comments"]
        print(f"{count:,} comments, {size / 1e9:.2f} GB packed, {facts['bytes'] / 1e9:.2f} GB unpacked")
        read = measured(reading(dump, place))
        rate = f"{count / read[0]:,.0f} comments/s, {facts['bytes'] / read[0] / 1e6:.0f} MB/s unpacked"
        told("discourse read -o folder", read, rate)
        print(f"{'':28}the folder holds {held(place) / 1e9:.2f} GB")
        for title, program in (("open and count", COUNT), ("all batches", BATCHES), ("two columns", TWO)):
            found = measured([sys.executable, "-c", program.format(place=str(place))])
            told(title, found, f"{int(found[3]):,}")
        if not given.no_kill:
            shutil.rmtree(place)
            kill(dump, place, read[0] / 2)


if __name__ == "__main__":
    main()
