"""Sets made of what a Debian machine has, so that nothing was tuned on them; bare Tantivy searches them in the same run.

`packages`: the one-line description of a package should find its long one. `manuals`: the line that says what a manual
page is about should find the page, in every language that is installed; that line itself is taken out of the page.
"""

import gzip
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tantivy

STATUS = Path("/var/lib/dpkg/status")
MANUALS = Path("/usr/share/man")
MOST_PAGES = 150  # of each language
_REQUEST = re.compile(
    r'^[.\'](?:\\"|de|ig|tr|ft|so|if|ie|el|nr|ds|hy|ad|na|nf|fi|in|ne|ta|sp|PD|UR|UE|TS|TE).*$', re.MULTILINE
)
_MACRO = re.compile(r"^[.']\s*\w+\s?", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:f(?:\[\w*\]|\(..|.)|s[+-]?\d|\((?P<sign>..)|[&|^:%/,]|\*\[?\w+\]?|\[[^\]]*\]|e)")
_SECTION = re.compile(r"^\.\s*S[Hh]\s+.*$", re.MULTILINE)
Set = tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]
"""Documents, questions, and the right document of each question."""


def packages() -> Set:
    """Installed packages whose long description has some length; equal ones count once."""
    found: dict[str, tuple[str, str]] = {}
    for entry in STATUS.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        name = re.search(r"^Package: (\S+)", entry, re.MULTILINE)
        told = re.search(r"^Description: (.+)\n((?: .*\n?)+)", entry, re.MULTILINE)
        if name is None or told is None:
            continue
        body = re.sub(r"^ \.?", "", told[2], flags=re.MULTILINE).strip()
        if len(body) > 120:
            found.setdefault(body, (name[1], told[1]))
    return _asked((name, "", body, line, "en") for body, (name, line) in found.items())


def manuals() -> Set:
    """Pages of every installed language, the same number at most of each."""
    return _asked(_manuals())


def _asked(found: Iterator[tuple[str, str, str, str, str]]) -> Set:
    documents, questions, right = [], [], {}
    for number, (name, title, body, question, language) in enumerate(found):
        documents.append({"id": f"d{number}", "title": title or f"d{number}", "text": body})
        questions.append({"id": f"{language}-{number}-{name}", "text": question})
        right[questions[-1]["id"]] = f"d{number}"
    return documents, questions, right


def _manuals() -> Iterator[tuple[str, str, str, str, str]]:
    folders = {"en": MANUALS} | {one.name: one for one in sorted(MANUALS.iterdir()) if not one.name.startswith("man")}
    for language, folder in folders.items():
        seen: set[str] = set()
        for path in sorted(folder.glob("man*/*.gz"), key=lambda one: (one.name[1:], one.name)):
            if len(seen) >= MOST_PAGES:
                break
            page = _page(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))
            if page is not None and page[0] not in seen:
                seen.add(page[0])
                yield path.name, "", page[1], page[0], language


def _page(source: str) -> tuple[str, str] | None:
    """What a page is about, and the rest of it; None where it is short or written in another manner."""
    sections = _SECTION.split(source)
    if len(sections) < 3 or source.startswith(".so"):
        return None
    about = " ".join(_plain(sections[1]).split())
    name, dash, told = about.partition(" - ")
    body = _plain("\n".join(sections[2:]))
    good = dash and 15 <= len(told) <= 200 and len(body) > 400 and len(name) < 80
    return (told, body) if good else None


def _plain(source: str) -> str:
    text = _MACRO.sub("", _REQUEST.sub("", source)).replace("\\-", "-")
    text = _ESCAPE.sub(lambda one: {"en": "-", "em": "-", "aq": "'", "dq": '"'}.get(one["sign"] or "", ""), text)
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", text.replace('"', "")))


def bare(found: Set) -> dict[str, dict[str, float]]:
    """The documents that Tantivy finds with its default analyser and nothing around it."""
    documents, questions, _ = found
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for one in documents:
        writer.add_document(tantivy.Document.from_dict({"id": one["id"], "text": one["text"]}, schema))
    writer.commit()
    index.reload()
    searcher, hits = index.searcher(), {}
    for question in questions:
        words = re.sub(r"[^\w\s]", " ", question["text"])
        query, _ = index.parse_query_lenient(words, ["text"])
        top = searcher.search(query, 10).hits
        hits[question["id"]] = {searcher.doc(at)["id"][0]: score for score, at in top}
    return hits


def judged(found: Set, hits: dict[str, dict[str, float]]) -> dict[str, Any]:
    """nDCG@10 of the one right document, for all and by language."""
    values: dict[str, list[float]] = defaultdict(list)
    for question, right in found[2].items():
        order = sorted(hits.get(question, {}), key=lambda one: -hits[question][one])[:10]
        values[question.partition("-")[0]].append(1 / math.log2(order.index(right) + 2) if right in order else 0.0)
    every = [value for some in values.values() for value in some]
    by_language = {name: round(sum(some) / len(some), 3) for name, some in sorted(values.items())}
    return {"documents": len(every), "ndcg@10": round(sum(every) / len(every), 4), "by_language": by_language}
