"""Takes rights away from the running process: network, files, other processes, memory, time. Linux only.

Nothing here can be undone by the process it was done to.
"""

import ctypes
import os
import platform
import resource
import struct
from dataclasses import dataclass

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_CLONE_NEWNS, _CLONE_NEWPID = 0x00020000, 0x20000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_SIGKILL = 9
NOT_CONFINED = 77
"""The exit code of a child that could not be cut off the network."""

# What a parser whose libraries are loaded still needs: memory, its open descriptors, clocks, an end.
# read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 readv writev
# newfstatat sched_yield mremap madvise dup nanosleep getpid sendto exit fcntl gettimeofday getrusage sysinfo gettid
# futex clock_gettime clock_nanosleep exit_group set_robust_list getrandom membarrier rseq
_X86_64 = (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 32, 35, 39, 44, 60, 72, 96, 98, 99, 131)
_X86_64_MORE = (186, 202, 228, 230, 231, 262, 273, 318, 324, 334)
_AARCH64 = (
    23,
    25,
    57,
    62,
    63,
    64,
    65,
    66,
    67,
    79,
    80,
    93,
    94,
    98,
    99,
    101,
    113,
    115,
    124,
    132,
    134,
    135,
    139,
    165,
    169,
)
_AARCH64_MORE = (172, 178, 179, 206, 214, 215, 216, 222, 226, 233, 278, 283, 293)
_ALLOWED = {
    "x86_64": (0xC000003E, _X86_64 + _X86_64_MORE),
    "aarch64": (0xC00000B7, _AARCH64 + _AARCH64_MORE),
}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL, _DENY = 0x7FFF0000, 0x80000000, 0x00050001  # the last: fail with EPERM

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    memory_mb: int
    cpu_seconds: int
    wall_seconds: float
    output_mb: int


def cut_network() -> bool:
    """Move this process and its future children into an empty network namespace; False where that is forbidden."""
    return any(_libc.unshare(flags) == 0 for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET))


def see_as_tmp(folder: str) -> bool:
    """Let this process and its children find this folder at /tmp, and nobody else's temporary files.

    To be called after cut_network, which gives the right to it. False where the machine forbids it.
    """
    if _libc.unshare(_CLONE_NEWNS) != 0:
        return False
    private = _libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) == 0
    return private and bool(_libc.mount(folder.encode(), b"/tmp", None, _MS_BIND, None) == 0)


def be_the_first_process() -> None:
    """Go on as the first process of a process namespace, with whose end the kernel ends everything that it started.

    To be called after cut_network. The process that was there before stays to wait, and ends with the same code; it
    goes on itself where the machine forbids the namespace. Source: pid_namespaces(7).
    """
    if _libc.unshare(_CLONE_NEWPID) != 0:
        return
    if child := os.fork():
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os._exit(code if code >= 0 else 128 - code)
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def allow_only_parsing() -> bool:
    """Let the kernel refuse (EPERM) every system call outside the short list above: no socket, open, fork or exec.

    Source: seccomp(2), BPF filter mode. False where the kernel or the architecture does not offer it.
    """
    known = _ALLOWED.get(platform.machine())
    if known is None or _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    program = _filter(*known)
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0) == 0)


def _filter(architecture: int, numbers: tuple[int, ...]) -> bytes:
    step = struct.Struct("HBBI").pack
    lines = [step(_LOAD, 0, 0, 4), step(_EQUAL, 1, 0, architecture), step(_RETURN, 0, 0, _KILL), step(_LOAD, 0, 0, 0)]
    for index, number in enumerate(numbers):
        lines.append(step(_EQUAL, len(numbers) - index, 0, number))
    return b"".join([*lines, step(_RETURN, 0, 0, _DENY), step(_RETURN, 0, 0, _ALLOW)])


def be_first_to_die() -> None:
    """Ask the kernel to end this process and its children before others when memory runs out."""
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123
        file.write("1000")


def die_with_parent(parent: int) -> None:
    """End when the process that started this one ends, also when it ended before this call; no core, no debugger."""
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def limit(limits: Limits, parent: int) -> None:
    """Own session, end with the parent, no core or debugger, and hard limits on memory, time, files and processes."""
    os.setsid()
    die_with_parent(parent)
    memory = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
