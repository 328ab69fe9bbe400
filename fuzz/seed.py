#!/usr/bin/env python3
"""Makes fuzz/corpus of the recordings: one file for each message, address, event.

A small corpus by hand is in fuzz/seeds and is copied along."""

import json
import re
import shutil
from pathlib import Path

HERE = Path(__file__).parent
RECORDINGS = HERE.parent / "tests" / "recordings"
# Two bytes of width and one of switches, as the target reads them.
HEADS = [bytes([79, 0, 0]), bytes([29, 0, 1]), bytes([9, 0, 31])]


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(dict.fromkeys(seeds)):
        (folder / f"recorded-{number:04}").write_bytes(seed)
    for seed in sorted((HERE / "seeds" / target).glob("*")):
        shutil.copy(seed, folder / seed.name)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


pairs = [pair for path in sorted(RECORDINGS.glob("*/content.json")) for pair in json.loads(path.read_text())]
pages = [pair["html"] for pair in pairs]
write("content", [HEADS[i % len(HEADS)] + page.encode() for i, page in enumerate(dict.fromkeys(pages))])

names = [s for path in RECORDINGS.glob("*/register-before.json") for s in strings(json.loads(path.read_text()))]
words = [pair["markdown"] for pair in pairs] + [name for name in names if 0 < len(name) < 200]
write("sanitizer", [bytes([20]) + word.encode() for word in dict.fromkeys(words)][:500])

links = [link for page in pages for link in re.findall(r'href="([^"]*)"', page)]
write("links", [link.replace("&amp;", "&").encode() for link in links])

events, kinds = [], {}
for path in sorted(RECORDINGS.glob("*/events.jsonl")):
    for line in path.read_text().splitlines():
        event = json.loads(line)
        for event in event if isinstance(event, list) else event.get("events", [event]):
            kind = (event.get("type"), event.get("op"), event.get("property"))
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= 3:
                events.append(json.dumps(event).encode())
write("events", events)
write("zuliprc", [(HERE.parent / "zuliprc.example").read_bytes()])
