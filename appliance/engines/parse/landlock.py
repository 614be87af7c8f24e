"""Takes the file system away from this process and its children, but for what it names. Linux 5.13 and later.

Source: landlock(7) and linux/landlock.h, first version of the interface.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1
_READ = 0b1101  # execute, read file, read directory
_ALL = (1 << 13) - 1
_FILE_ONLY = 0b111
_PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True)


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Leave these folders and files and nothing else; those that do not exist are passed over.

    False where the kernel does not offer it: nothing was restricted then. Cannot be undone.
    """
    handled = ctypes.c_uint64(_ALL)
    rules = _libc.syscall(_CREATE, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    if rules < 0:
        return False
    for paths, rights in ((readable, _READ), (writable, _ALL)):
        for path in paths:
            _allow(rules, path, rights)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    restricted = bool(_libc.syscall(_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return restricted


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    wanted = rights if path.is_dir() else rights & _FILE_ONLY
    rule = struct.pack("=Qi", wanted, place)
    _libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    os.close(place)
