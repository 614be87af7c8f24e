"""Documents of the further kinds, built in code."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from email.message import EmailMessage

import pypdfium2
import xlwt
from parse_samples import pdf, written, zipped

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
)


def opendocument(kind, body):
    content = f"<office:document-content {ODF}><office:body>{body}</office:body></office:document-content>"
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods(*rows, repeat=1, name="Prices"):
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    lines = "".join(f'<table:table-row table:number-rows-repeated="{repeat}">{row}</table:table-row>' for row in cells)
    sheet = f'<table:table table:name="{name}">{lines}</table:table>'
    return opendocument("spreadsheet", f"<office:spreadsheet>{sheet}</office:spreadsheet>")


def odp(*slides):
    """Every slide is (title, text, note)."""
    pages = "".join(
        f"<draw:page>{_frame(text)}{_frame(title, 'title')}<presentation:notes>{_frame(note)}</presentation:notes>"
        "</draw:page>"
        for title, text, note in slides
    )
    return opendocument("presentation", f"<office:presentation>{pages}</office:presentation>")


def _frame(text, kind="outline"):
    box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
    return f'<draw:frame presentation:class="{kind}">{box}</draw:frame>'


def letter(*attachments, html=None, subject="Räumung"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann <ann@example.org>", "bob@example.org", subject
    message["Date"] = "Mon, 02 Jan 2023 10:00:00 +0000"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("The plain body about zebras.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def tar(entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Stock")
    for number, row in enumerate([("Item", "Count"), ("Lantern", 42), ("Rope", 7.5)]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.add_sheet("Secret").visibility = 1
    book.get_sheet(1).write(0, 0, "hidden words")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def drawn(*lines):
    """Width, height and grey pixels of a page with these lines, as a scanner would give them."""
    page = pypdfium2.PdfDocument(pdf(list(lines)))[0]
    grey = page.render(scale=3, grayscale=True).to_numpy()
    return grey.shape[1], grey.shape[0], grey.tobytes()


def png(width, height, grey):
    rows = b"".join(b"\0" + grey[at : at + width] for at in range(0, len(grey), width))
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    )


def scan(*pages, words=None):
    """A PDF whose every page is one picture; those in `words` (by number, from 0) have a text layer instead."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    for n, lines in enumerate(pages):
        width, height, grey = drawn(*lines)
        text = (words or {}).get(n)
        draw = f"BT /F 11 Tf 72 720 Td ({text}) Tj ET" if text else "q 612 0 0 792 0 0 cm /I Do Q"
        own = 3 + 3 * n
        font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
        resources = f"/Resources<<{font}/XObject<</I {own + 2} 0 R>>>>"
        size = f"/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {len(grey)}"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{resources}/Contents {own + 1} 0 R>>",
            f"<</Length {len(draw)}>>stream\n{draw}\nendstream",
            f"<</Type/XObject/Subtype/Image{size}>>stream\n{grey.decode('latin-1')}\nendstream",
        ]
    return written(objects)
