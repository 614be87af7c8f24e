"""`python -m tests.bench [measure ...] [--json FILE]` measures the served appliance, each figure against its mark.

Two cores shared with whatever else runs: read the ratios to the bare library and the processor times before the rates.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import auth, embed, hybrid, index, knowledge, requests, talk, vectors
from tests.bench.report import Report

MEASURES: dict[str, Callable[[Report], None]] = {
    "start": requests.start,
    "memory": requests.memory,
    "health": requests.health,
    "auth": auth.auth,
    "lists": requests.lists,
    "writes": requests.writes,
    "search": knowledge.search,
    "hybrid": hybrid.hybrid,
    "index": index.index,
    "vectors": vectors.vectors,
    "embed": embed.embed,
    "ingest": knowledge.ingest,
    "streams": talk.streams,
    "turns": talk.turns,
}


def main() -> int:
    """Run the named measures, or all; 1 when a mark is missed."""
    parser = argparse.ArgumentParser("python -m tests.bench", description="Measures the served appliance.")
    parser.add_argument("measures", nargs="*", metavar="measure", help=", ".join(MEASURES))
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    asked = parser.parse_args()
    if unknown := set(asked.measures) - set(MEASURES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    report = Report()
    for name in asked.measures or MEASURES:
        MEASURES[name](report)
    if asked.json is not None:
        asked.json.write_text(json.dumps([figure.plain() for figure in report.figures], indent=1) + "\n")
    return 0 if report.is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
