"""Pictures of people as small data addresses: PNG, JPEG or WebP, and what they say they are. No SVG: it can run."""

import base64
import binascii
import re

LONGEST_PORTRAIT = 90_000  # 64 KiB of picture
_DATA = re.compile(r"data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})")
_STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}


def checked(text: str) -> str:
    """The address, when it holds a picture of the kind that it names; ValueError otherwise."""
    found = _DATA.fullmatch(text)
    if found is None:
        raise ValueError("must be a data address of a PNG, JPEG or WebP picture")
    try:
        picture = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None
    if not picture.startswith(_STARTS[found[1]]) or (found[1] == "webp" and picture[8:12] != b"WEBP"):
        raise ValueError("must be the kind of picture that it says")
    return text
