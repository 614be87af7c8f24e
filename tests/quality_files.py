"""`python -m tests.quality files` sends every file of a folder through the real API and holds it to the manifest.

The manifest is JSON lines of `file`, `kind` (text or refuse), `must` and `must_not`; the folder comes by
APPLIANCE_TEST_FILES or lies among the sets.
"""

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

CODES = {".pdf": {"encrypted"}, ".docx": {"corrupt"}}
"""Why a file that must be refused may be refused."""
PATIENCE_SECONDS = 120.0


def folder(data: Path | None) -> Path:
    """Where the files and their manifest lie."""
    named = os.environ.get("APPLIANCE_TEST_FILES")
    return Path(named) if named else (data or Path()) / "files"


def check(api: Any, place: Path) -> dict[str, Any]:
    """Upload everything; what is not as the manifest has it, by file."""
    base = api.ask("POST", "/api/knowledge", {"name": "files", "visibility": "organisation"})["id"]
    cases = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    began = time.monotonic()
    sent = {case["file"]: _upload(api, base, place / case["file"]) for case in cases}
    settled = {name: _settled(api, base, id_) for name, id_ in sent.items()}
    seconds = time.monotonic() - began
    wrong = {case["file"]: said for case in cases if (said := _wrong(api, base, case, settled[case["file"]]))}
    return {"files": len(cases), "right": len(cases) - len(wrong), "wrong": wrong, "seconds": round(seconds, 1)}


def _upload(api: Any, base: str, path: Path) -> str:
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
    body = head.encode() + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    answer = api.ask(
        "POST", f"/api/knowledge/{base}/documents", body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
    )
    return str(answer["id"])


def _settled(api: Any, base: str, id_: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found: dict[str, Any] = api.ask("GET", f"/api/knowledge/{base}/documents/{id_}")
        if found["state"] in {"ready", "failed", "quarantined"}:
            return found
        time.sleep(0.05)
    raise TimeoutError(id_)


def _wrong(api: Any, base: str, case: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """What is not as it must be."""
    if case["kind"] == "refuse":
        codes = CODES.get(Path(case["file"]).suffix, set())
        code = (document["error"] or {}).get("code")
        return [] if document["state"] == "failed" and code in codes else [f"{document['state']} {code}"]
    if document["state"] != "ready":
        return [f"{document['state']} {document['error']}"]
    path = f"/api/knowledge/{base}/documents/{document['id']}"
    text = str(api.ask("GET", f"{path}/text")["text"])
    found = [f"lacks {words!r}" for words in case["must"] if words not in text]
    found += [f"holds {words!r}" for words in case["must_not"] if words in text]
    found += [f"not found by {words!r}" for words in case["must"] if not _is_found(api, base, document["id"], words)]
    return found + _misplaced(api, path, text, document)


def _is_found(api: Any, base: str, id_: str, words: str) -> bool:
    hits = api.ask("POST", f"/api/knowledge/{base}/search", {"query": words})["data"]
    return any(hit["document_id"] == id_ for hit in hits)


def _misplaced(api: Any, path: str, text: str, document: dict[str, Any]) -> list[str]:
    """Passages that are no slices of the text, or name pages that the document does not have."""
    found: list[str] = []
    after = ""
    while after is not None:
        answer = api.ask("GET", f"{path}/chunks?limit=100{after}")
        for one in answer["data"]:
            pages = range(1, (document["page_count"] or 0) + 1)
            if text[one["start"] : one["end"]] != one["text"] or not 0 < len(one["text"]) <= 1_200:
                found.append(f"passage {one['ordinal']} is no slice")
            if document["page_count"] and not {one["page"], one["last_page"]} <= set(pages):
                found.append(f"passage {one['ordinal']} is on no page")
        after = f"&cursor={answer['next_cursor']}" if answer.get("next_cursor") else None
    return found
