"""Write mixes as a MediaWiki export file: real tracklist lines in MixesDB's page layout.

The starter has a mix's title and its tracklist lines; the layout around them (file details,
player, chapters, categories) follows real MixesDB pages, see ../fixtures/pages/*.wikitext. Choices that the
starter does not fix (list or # style, categories) are made up and follow from the mix's number, so that the same
call always writes the same file.
"""
import argparse
import gzip
import json
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
STYLES = ["House", "Deep House", "Tech House", "Techno", "Dub Techno", "Minimal", "Electro", "Trance",
          "Progressive House", "Drum & Bass", "Dubstep", "Disco", "Breaks", "Ambient", "Hip Hop"]


def who(title: str) -> str:
    """The artists' part of a page title."""
    return re.split(r"\s+@\s+|\s+-\s+", title.split(" - ", 1)[-1])[0]


def split_artists(names: str, alone: set[str]) -> list[str]:
    """A pair joined by & is two artists only where each plays alone elsewhere: Above & Beyond is one."""
    artists = []
    for name in re.split(r"\s*,\s*|\s+b2b\s+|\s+vs\.?\s+", names):
        pair = name.split(" & ")
        artists += pair if len(pair) > 1 and all(part in alone for part in pair) else [name]
    return artists


def wikitext(number: int, mix: dict, alone: set[str]) -> str:
    title = mix["title"]
    date = re.match(r"(\d{4})", title)
    artists = split_artists(who(title), alone)
    lines = [line.strip() for line in mix["tracklist"]]
    if number % 3 == 0:
        tracklist = "\n".join("# " + line for line in lines)
    else:
        shown = []
        for place, line in enumerate(lines):
            shown.append(line)
            if number % 5 == 0 and place % 7 == 6:
                shown.append("...")
        tracklist = "<list>\n" + "\n".join(shown) + "\n</list>"
    if number % 11 == 0 and len(lines) > 8:
        half = tracklist.split("\n")
        if tracklist.startswith("#"):
            half.insert(len(half) // 2, ";Part 2")
            half.insert(0, ";Part 1")
            tracklist = "\n".join(half)
    categories = [date.group(1)] if date else []
    categories += [a for a in artists if a and "[" not in a and "|" not in a]
    categories += [STYLES[number % len(STYLES)]]
    categories += ["Tracklist: complete" if number % 2 else "Tracklist: incomplete"]
    foot = "\n".join(f"[[Category:{c}]]" for c in dict.fromkeys(categories))
    return (f"[[File:{title}.jpg|right|360px]]\n\n== File details ==\n\n"
            "{|{{NormalTableFormat}}\n! dur\n! MB\n! kbps\n|-\n| 1:23:42\n| \n| \n|}\n\n"
            "{{Player\n |https://soundcloud.com/example/set\n}}\n\n"
            f"== Tracklist ==\n\n{tracklist}\n\n{foot}\n")


def page(title: str, text: str, stamp: str) -> str:
    return (f"<page><title>{escape(title)}</title><ns>0</ns><revision><timestamp>{stamp}</timestamp>"
            "<contributor><username>Admin</username></contributor><model>wikitext</model>"
            f'<format>text/x-wiki</format><text xml:space="preserve">{escape(text)}</text></revision></page>')


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--pages", type=int, default=300)
    ask.add_argument("--data", type=Path, default=HERE.parent.parent / "assets" / "starter.jsonl.gz")
    args = ask.parse_args()
    out = sys.stdout
    out.write('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">\n')
    for path in sorted((HERE.parent / "fixtures" / "pages").glob("*.wikitext")):
        out.write(page(path.stem, path.read_text(encoding="utf-8"), "2025-01-01T00:00:00Z") + "\n")
    with gzip.open(args.data, "rt", encoding="utf-8") as lines:
        mixes = [json.loads(line) for line in lines]
    alone = {who(mix["title"]) for mix in mixes}
    for number, mix in enumerate(mixes[: args.pages]):
        title = re.sub(r"[\[\]{}|#<>]", "", mix["title"])
        out.write(page(title, wikitext(number, mix, alone), f"2026-0{1 + number % 9}-01T00:00:00Z") + "\n")
    out.write("</mediawiki>\n")


if __name__ == "__main__":
    main()
