"""PDF documents whose words stand where a test wants them."""

import math

from parse_samples import written


def placed(*pages, turn=0, rotate=0, objects=(), catalog="", page_extra=""):
    """A PDF; every page is a list of (x, y, text), then maybe the size, then maybe the turn of that piece.

    `turn` turns what is written, `rotate` the page (degrees).
    """
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, pieces in enumerate(pages):
        stream = "".join(_piece(turn, *piece) for piece in pieces)
        parts += [
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Rotate {rotate}/Contents {5 + 2 * n} 0 R{page_extra}"
                "/Resources<</Font<</F1 3 0 R>>>>>>"
            ),
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    return written([*parts, *objects])


def _piece(turned, x, y, text, size=10, own=None):
    turn = turned if own is None else own
    cosine, sine = round(math.cos(math.radians(turn)), 6), round(math.sin(math.radians(turn)), 6)
    if turn:
        x, y = {90: (612 - y * 612 / 792, x), 180: (612 - x, 792 - y), 270: (y * 612 / 792, 792 - x)}[turn]
    return f"BT /F1 {size} Tf {cosine} {sine} {-sine} {cosine} {x} {y} Tm ({text}) Tj ET\n"
