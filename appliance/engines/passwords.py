"""Passwords: argon2id (RFC 9106) on a small pool of threads of its own, and the offline list of common ones."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 256
_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1  # OWASP's first choice of parameters; 18 ms here
_pool = ThreadPoolExecutor(2, thread_name_prefix="password")
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IG9mIG91cnM$1nEcVJBkqPjpnS1JqJ9lEGFtHPkcF8Ez3uXl1f8uVqE"
"""A hash that no password has: verifying against it takes as long as against a real one."""


@functools.cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


def hash_now(password: str) -> str:
    """The password's hash, with its salt and parameters. Blocks for about 20 ms."""
    return _hasher().hash(password)


def _verify(stored: str | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


async def hashed(password: str) -> str:
    """The password's hash, made off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_pool, hash_now, password)


async def verified(stored: str | None, password: str) -> bool:
    """Whether the password is the stored hash's; without a hash it takes as long and is False."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _verify, stored, password)


@functools.cache
def _common() -> frozenset[str]:
    path = Path(__file__).parent / "data" / "common_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def weakness(password: str, *known: str) -> str | None:
    """Why a password is too easily guessed, or None. `known` are names and addresses that it must not be."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"must have {SHORTEST} to {LONGEST} characters"
    folded = password.casefold()
    if folded in _common() or len(set(folded)) <= 2:  # noqa: PLR2004 -- one or two letters repeated
        return "is one of the passwords that are tried first"
    if any(folded in (name.casefold(), name.casefold()[::-1]) for name in known if name):
        return "must not be your name or address"
    return None
