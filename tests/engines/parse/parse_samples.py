"""Small documents built in code."""

import io
import zipfile
import zlib

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
STYLES = (
    f'<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="Überschrift 2"/></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn w:val="H1"/></w:style></w:styles>'
)


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text, style=None):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows):
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(body, **parts):
    """A word processing document; further parts by name under word/, dots written as double underscores."""
    entries = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
    }
    return zipped(entries | {f"word/{name}.xml": content for name, content in parts.items()})


def pdf(*pages, outline=(), extra=""):
    """A PDF with a text layer; every page is a list of lines. `outline` holds (title, page index)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    count = len(pages)
    first = 4 + 2 * count
    fonts = "/Resources<</Font<</F1 3 0 R>>>>"
    link = f"/Outlines {first} 0 R" if outline else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{link}>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, lines in enumerate(pages):
        text = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 72 720 Td {text}ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{fonts}/Contents {5 + 2 * n} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    if outline:
        last = first + len(outline)
        objects.append(f"<</Type/Outlines/First {first + 1} 0 R/Last {last} 0 R/Count {len(outline)}>>")
        for n, (title, page) in enumerate(outline):
            near = f"/Next {first + 2 + n} 0 R" if n < len(outline) - 1 else ""
            objects.append(f"<</Title({title})/Parent {first} 0 R{near}/Dest[{4 + 2 * page} 0 R/Fit]>>")
    return written(objects, extra)


def written(objects, extra=""):
    """A PDF of these objects, the first of them the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n".encode("latin-1")
    at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{at}\n%%EOF".encode()
    return bytes(out)


def locked_pdf():
    """A PDF whose trailer names an encryption dictionary for which no password is known."""
    secret = "00" * 32
    entry = (
        f"/ID[<{'11' * 16}><{'11' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{secret}>/U<{secret}>>>"
    )
    return pdf(["hidden"], extra=entry)


def ole(*streams):
    """The outside of a compound file that holds streams of these names (MS-CFB 2.2, 2.6)."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def lying_zip(name, content, told):
    """A deflated entry whose directory and header tell another size than it inflates to."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezed.compress(content) + squeezed.flush()
    honest = io.BytesIO(zipped({"[Content_Types].xml": TYPES, name: content}))
    changed = honest.getvalue().replace(len(content).to_bytes(4, "little"), told.to_bytes(4, "little"))
    assert data[:16] in changed
    return changed
