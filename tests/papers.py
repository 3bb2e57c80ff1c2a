"""Eyes for tests: the words of a PDF, its pages as pictures, and the QR codes a phone would read on them."""

from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image


def pages(pdf: bytes) -> list[Image.Image]:
    """Every page as a picture, 200 dots to the inch."""
    return [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def words(pdf: bytes) -> str:
    """All text that can be copied from it, in the order it is read, a line broken by the width rejoined."""
    whole = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(whole.replace("\ufffe", "").split())


def codes(pdf: bytes) -> list[str]:
    """What the QR codes on its pages say."""
    return [found.text for page in pages(pdf) for found in zxingcpp.read_barcodes(page)]


def code(png: bytes) -> str:
    """What the one QR code of a picture says."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    return found.text
