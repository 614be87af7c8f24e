"""Regular expressions of strangers, searched in a process that can be stopped: some patterns never come to an end."""

import asyncio
import sys
from collections.abc import Sequence

import orjson

SECONDS = 3.0
_CHILD = """
import json, re, sys
def found(pattern, text):
    try:
        return re.search(pattern, text, re.IGNORECASE | re.MULTILINE) is not None
    except (re.error, RecursionError, OverflowError):
        return None
for pattern, text in json.load(sys.stdin):
    print(json.dumps(found(pattern, text)), flush=True)
"""


async def search_all(asked: Sequence[tuple[str, str]]) -> list[bool | None]:
    """Whether each pattern is found in its text, whatever the case of letters.

    None for what is no pattern, and for everything from the one on that took too long.
    """
    if not asked:
        return []
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", _CHILD, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said: list[bool | None] = []
    try:
        async with asyncio.timeout(SECONDS):
            if child.stdin is not None and child.stdout is not None:
                child.stdin.write(orjson.dumps(list(asked)))
                child.stdin.write_eof()
                async for line in child.stdout:
                    said.append(orjson.loads(line))  # noqa: PERF401 -- what was said before the limit counts
    except TimeoutError:
        child.kill()
    finally:
        await child.wait()
    return said + [None] * (len(asked) - len(said))
