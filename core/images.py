"""Pictures that people send, written again by Pillow: upright, and nothing but the picture (SECURITY F9).

What is kept is made of pixels alone: no metadata (place, device, author, thumbnail, colour profile), nothing behind the
end, one frame. The two readers are named: `Image.open` would hand some JPEG to others (MPO), for a second frame that
nobody sees here.
"""

import struct
import threading
import zlib
from io import BytesIO

from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

MAX_PIXELS = 40_000_000
# Each scan of a JPEG costs as much as a whole picture, even an empty one: as many as fifty of the largest (2 s).
# A progressive photo has about ten; the room is for what looks like a scan by chance, in the video behind a photo.
MAX_SCANNED_PIXELS = 50 * MAX_PIXELS
_SCAN = b"\xff\xda"
_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"

# Legible to the smallest print, at about the size that telephones give.
_JPEG_QUALITY = 90
# Half the time of the usual level, for files a tenth larger.
_PNG_LEVEL = 2

# What Pillow raises, according to where a file is bad.
_BAD = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

# 40 million points take 160 MB, twice that while they turn: one picture at a time in a process.
_one_at_a_time = threading.Lock()


class BadImage(ValueError):
    """Not a picture from its first to its last byte."""


class ImageTooLarge(BadImage):
    """More than `MAX_PIXELS`."""


def plain_jpeg(content: bytes) -> bytes:
    """Three colours or greys: what is meant for print (CMYK) becomes what screens show."""
    with _one_at_a_time:
        image = _upright(JpegImageFile, content)
        return _written(image if image.mode in {"L", "RGB"} else image.convert("RGB"), "JPEG", quality=_JPEG_QUALITY)


def plain_png(content: bytes) -> bytes:
    """As it is, point by point: palette, transparency and 16-bit greys stay; 16-bit colours are brought down to 8."""
    if _PNG_END not in content:
        raise BadImage("cut short")
    with _one_at_a_time:
        return _written(_upright(PngImageFile, content), "PNG", compress_level=_PNG_LEVEL)


def _upright(reader: type[ImageFile], content: bytes) -> Image.Image:
    try:
        image = reader(BytesIO(content))
        _refuse_bombs(image, content)
        image.load()
    except ImageTooLarge:
        raise
    except _BAD as error:
        raise BadImage(str(error)) from error
    if image.mode == "P" and image.palette is None:
        raise BadImage("no palette")
    _turn(image)
    return image


def _refuse_bombs(image: ImageFile, content: bytes) -> None:
    """Judged on the header: nothing has been decoded yet."""
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise ImageTooLarge(f"{image.width} × {image.height}")
    if image.format == "JPEG" and content.count(_SCAN) * pixels > MAX_SCANNED_PIXELS:
        raise BadImage("too many scans")


def _turn(image: Image.Image) -> None:
    """An orientation that cannot be read is no reason to refuse a picture that can."""
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except _BAD:
        return


def _written(image: Image.Image, kind: str, **options: int) -> bytes:
    # Pillow writes again some of what it read: of that, only which colour is transparent belongs to the picture.
    image.info = {key: value for key, value in image.info.items() if key == "transparency"}
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()
