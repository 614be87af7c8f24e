"""Threads take memory from one heap, unless the machine's environment says otherwise."""

import ctypes
import os
import subprocess
import sys

import pytest

THREADS, HEAP = 6, 64 << 20
"""A heap of a thread's own takes 64 MB of addresses."""
SCRIPT = """
import re, threading
from pathlib import Path
from appliance.kernel import memory

def taken():
    return int(re.search(r"VmSize:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

memory.share()
threading.stack_size(1 << 18)
before, done = taken(), threading.Barrier({threads} + 1)
held = []

def work():
    held.append([bytes(5_000) for _ in range(50)])
    done.wait(10)
    done.wait(10)

for _ in range({threads}):
    threading.Thread(target=work).start()
done.wait(10)
print(taken() - before)
done.wait(10)
memory.give_back()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library has no heaps for threads")
@pytest.mark.parametrize("said", [None, "8"])
def test_threads_share_one_heap_unless_the_environment_says_how_many(said):
    kept = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    env = kept | ({} if said is None else {"MALLOC_ARENA_MAX": said})
    command = [sys.executable, "-c", SCRIPT.format(threads=THREADS)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert (int(done.stdout) < HEAP) == (said is None)
