"""Becomes a foreign program (OCR, converter) after giving up network, most files, and unbounded time and memory.

Run by programs.py, never by hand. Arguments: the owner's process id, the work folder, whether the network may stay,
then the program's own. The program finds its work folder at /tmp. A PDF is drawn first: OCR reads pictures.
"""

import os
import resource
import sys
from pathlib import Path

import numpy as np
import pypdfium2

from appliance.engines.parse import confine, landlock

_MEMORY = 4 * 1024 * 1024 * 1024
_CPU_SECONDS = 600
_FILE_BYTES = 1024 * 1024 * 1024
_MAX_PAGES = 300
_SCALE = 300 / 72  # OCR wants 300 dots an inch
_MAX_PIXELS = 40_000_000
_READABLE = (
    "/usr", "/lib", "/lib64", "/bin", "/opt", "/proc", "/sys/devices/system/cpu", "/etc/fonts", "/etc/ld.so.cache",
    "/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/etc/passwd", "/etc/group",
    "/etc/nsswitch.conf", "/etc/alternatives",
)  # fmt: skip
_WRITABLE = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def main() -> None:
    """End with `confine.NOT_CONFINED` where the network cannot be cut; else with the program's own word."""
    parent, work, may_reach, *command = sys.argv[1:]
    os.nice(10)
    if not confine.cut_network() and may_reach != "yes":
        os._exit(confine.NOT_CONFINED)
    confine.die_with_parent(int(parent))
    for kind, limit in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS),
                        (resource.RLIMIT_FSIZE, _FILE_BYTES), (resource.RLIMIT_CORE, 0)):  # fmt: skip
        resource.setrlimit(kind, (limit, limit))
    os.chdir("/tmp" if confine.see_as_tmp(work) else work)  # noqa: S108 - it is the work folder by then
    landlock.restrict(map(Path, _READABLE), [Path(), *map(Path, _WRITABLE)])
    if Path("in.pdf").exists():
        _draw_pages(Path("in.pdf"))
    confine.be_the_first_process()
    os.execv(command[0], command)  # noqa: S606 - the path was found by us, no shell


def _draw_pages(document: Path) -> None:
    """Every page that is asked for as a grey picture, and the list of them that the OCR program takes."""
    names = []
    pdf = pypdfium2.PdfDocument(document)
    asked = [int(number) - 1 for number in Path("pages.txt").read_text().split()] or range(len(pdf))
    for index in asked[:_MAX_PAGES]:
        width, height = pdf[index].get_size()
        scale = min(_SCALE, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        grey = np.ascontiguousarray(pdf[index].render(scale=scale, grayscale=True).to_numpy())
        name = f"page{index + 1}.pgm"
        head = f"P5 {grey.shape[1]} {grey.shape[0]} 255\n".encode()
        Path(name).write_bytes(head + grey.tobytes())
        names.append(name)
    Path("in.txt").write_bytes("".join(f"{name}\n" for name in names).encode())


if __name__ == "__main__":
    main()
