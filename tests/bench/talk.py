"""Answers: many streams at once through the whole path, and how soon the first word comes."""

import json
import tempfile
from pathlib import Path

from tests.bench.report import Figure, Report
from tests.bench.served import Appliance

STREAMS = 500
GAP_MS = 200
TOKENS = 40


def streams(report: Report) -> None:
    """500 answers at five words a second: asked, journalled, stored, streamed."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        steps = [{"delta": " word", "times": TOKENS, "pause_ms": GAP_MS}]
        script.write_text(json.dumps([{"match": "*", "steps": steps}]))
        with Appliance(Path(folder) / "data", APPLIANCE_SCRIPT_FILE=str(script)) as appliance:
            appliance.enter()
            order = appliance.wire("POST", "/api/chat", {"message": "Tell me", "knowledge_base_ids": []})
            seconds = TOKENS * GAP_MS / 1000
            got = appliance.load("streams", [order], connections=STREAMS, seconds=seconds, tokens=TOKENS,
                                 spread_seconds=3.0)  # fmt: skip
            used = appliance.memory()
    gap = got["gap"]
    more = {"whole": got["whole"], "p50": gap["p50"] - GAP_MS, "max": gap["max"] - GAP_MS, "cpu s": got["cpu_seconds"],
            "first p99": got["first"]["p99"] - GAP_MS}  # fmt: skip
    report.add(Figure("500 streams, added gap p99", gap["p99"] - GAP_MS, "ms", 100, at_most=True, more=more))
    report.add(Figure("500 streams, whole answers", got["whole"], "", STREAMS))
    report.add(Figure("500 streams, memory", used, "MB", 350, at_most=True))


def turns(report: Report) -> None:
    """From the question to the first word of the built-in assistant, one caller after the other."""
    with tempfile.TemporaryDirectory() as folder, Appliance(Path(folder) / "data") as appliance:
        appliance.enter()
        order = appliance.wire("POST", "/api/chat", {"message": "What is there to know?"})
        rounds = [appliance.load("streams", [order], connections=1, seconds=5, tokens=0, spread_seconds=0.0)
                  for _ in range(5)]  # fmt: skip
    first = sorted(one["first"]["p50"] for one in rounds[1:])
    report.add(Figure("first word of an answer", first[len(first) // 2], "ms", 100, at_most=True))
