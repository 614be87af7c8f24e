"""One way to read a document: the sandbox first, and the programs of the machine for what only they can read."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.picture import Picture
from appliance.engines.parse.programs import CONVERSIONS, Product, Programs
from appliance.engines.parse.sandbox import Sandbox
from appliance.engines.parse.scans import on_one_page, with_scans

_PICTURES: Final = {
    "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp", "tif": "image/tiff",
    "webp": "image/webp", "pdf": "application/pdf",
}  # fmt: skip
_DRAWERS: Final = 2


class Reader:
    """Thread-safe and blocking."""

    def __init__(self, sandbox: Sandbox, programs: Programs) -> None:
        self._sandbox = sandbox
        self._programs = programs
        self._drawers = ThreadPoolExecutor(_DRAWERS, thread_name_prefix="drawing")
        programs.clear()

    def parse(
        self, path: Path, *, filename: str, media_type: str | None = None, tokens: int = 240, overlap: int = 0
    ) -> Parsed:
        """As Sandbox.parse; a scan, a picture or an old file takes the way through a program of the machine."""
        read = partial(self._sandbox.parse, tokens=tokens, overlap=overlap)
        try:
            parsed = read(path, filename=filename, media_type=media_type)
        except ParseFailed as failed:
            if failed.code not in {"needs_ocr", "needs_converter"}:
                raise
            kind = failed.message
        else:
            return self._completed(read, path, parsed) if parsed.scans else parsed
        with self._programs.workplace() as work:
            return self._through(read, path, kind, Path(work))

    async def picture(self, path: Path, page: int, *, width: int, quote: str = "") -> Picture:
        """As Sandbox.picture; some at once, the others wait."""
        draw = partial(self._sandbox.picture, path, page, width=width, quote=quote)
        return await asyncio.get_running_loop().run_in_executor(self._drawers, draw)

    def close(self) -> None:
        """Draw nothing more and end the programs that run; what is being drawn ends with the sandbox."""
        self._drawers.shutdown(wait=False, cancel_futures=True)
        self._programs.close()

    def _completed(self, read: "partial[Parsed]", path: Path, parsed: Parsed) -> Parsed:
        """With those pages that are pictures, as far as the machine can read them: the others count without them."""
        with self._programs.workplace() as work:
            try:
                product, name = _checked(self._programs.recognise(path, "pdf", Path(work), parsed.scans))
                return with_scans(parsed, read(product, filename=name), **read.keywords)
            except ParseFailed:
                return parsed

    def _through(self, read: "partial[Parsed]", path: Path, kind: str, work: Path) -> Parsed:
        is_converted = kind in CONVERSIONS
        make = self._programs.convert if is_converted else self._programs.recognise
        media_type = CONVERSIONS[kind][1] if is_converted else _PICTURES[kind]
        product, name = _checked(make(path, kind, work))
        try:
            parsed = replace(read(product, filename=name), media_type=media_type)
        except ParseFailed as failed:
            if failed.code in {"needs_ocr", "empty"}:
                raise ParseFailed("empty", "The document holds no text that could be recognised.") from failed
            raise
        return parsed if kind != "pdf" or parsed.pages else on_one_page(parsed, **read.keywords)


def _checked(product: Product) -> Product:
    """What a program says it wrote must be there, be a file and not lead elsewhere."""
    path, _ = product
    if path.is_symlink() or not path.is_file():
        raise ParseFailed("corrupt", "The file is damaged, or the program of the machine that reads this kind failed.")
    return product
