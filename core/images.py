"""JPEG and PNG, read from their first to their last byte, and written again without what is not the picture.

No picture is decoded to be shown: the structure is followed, sizes and checksums are verified, metadata (EXIF, XMP,
comments) is left out, and nothing behind the end of the picture is kept.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

MAX_PIXELS = 40_000_000
Plain = Callable[[bytes], bytes]

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT"})
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PNG_DEPTHS = frozenset({1, 2, 4, 8, 16})
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_RESTARTS = frozenset(range(0xD0, 0xD8))
# JFIF, colour profile, Adobe's colour transform: without them the colours would change.
_JPEG_KEPT_APPLICATIONS = frozenset({0xE0, 0xE2, 0xEE})


class BadImage(ValueError):
    """Not a picture from its first to its last byte."""


class ImageTooLarge(BadImage):
    """More than `MAX_PIXELS`."""


def plain_png(content: bytes) -> bytes:
    kept, data, header = [], [], b""
    for kind, body, whole in _png_chunks(content):
        if not header and kind != b"IHDR":
            raise BadImage("IHDR comes first")
        if kind == b"IHDR":
            header = body
        if kind == b"IDAT":
            data.append(body)
        if kind in _PNG_KEPT:
            kept.append(whole)
    _check_png_data(b"".join(data), _png_data_size(header))
    return _PNG_SIGNATURE + b"".join(kept)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, body and whole of each chunk, up to IEND; checksums verified."""
    at = len(_PNG_SIGNATURE)
    while True:
        if at + 12 > len(content):
            raise BadImage("cut short")
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        if end > len(content):
            raise BadImage("cut short")
        kind, body = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if zlib.crc32(kind + body) != struct.unpack_from(">I", content, end - 4)[0]:
            raise BadImage("wrong checksum")
        yield kind, body, content[at:end]
        if kind == b"IEND":
            return
        at = end


def _png_data_size(header: bytes) -> int:
    """How many bytes the picture holds once decompressed."""
    if len(header) != 13:  # noqa: PLR2004
        raise BadImage("IHDR has 13 bytes")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", header)
    _check_pixels(width, height)
    if depth not in _PNG_DEPTHS or colour not in _PNG_CHANNELS or interlace not in {0, 1}:
        raise BadImage("unknown kind of PNG")
    bits = depth * _PNG_CHANNELS[colour]
    if not interlace:
        return _scanlines(width, height, bits)
    return sum(
        _scanlines(-(-(width - left) // across), -(-(height - top) // down), bits) for left, top, across, down in _ADAM7
    )


def _scanlines(width: int, height: int, bits: int) -> int:
    return height * (1 + (width * bits + 7) // 8) if width > 0 and height > 0 else 0


def _check_png_data(data: bytes, expected: int) -> None:
    """Decompressed by slices: what would swell beyond the picture's own size stops there."""
    stream, total = zlib.decompressobj(), 0
    try:
        while data and total <= expected:
            total += len(stream.decompress(data, 1 << 20))
            data = stream.unconsumed_tail
    except zlib.error as error:
        raise BadImage("not compressed data") from error
    if total != expected:
        raise BadImage("not the size that its header says")


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise BadImage("no pixels")
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(f"{width} × {height}")


def plain_jpeg(content: bytes) -> bytes:
    kept, has_frame, has_scan, at = [content[:2]], False, False, 2
    while True:
        marker, start = _jpeg_marker(content, at)
        if marker == _EOI:
            break
        end = _jpeg_segment_end(content, start)
        if marker in _FRAMES:
            has_frame = True
            _check_jpeg_frame(content[start:end])
        if marker == _SOS:
            has_scan, end = True, _end_of_scan(content, end)
        if not _is_metadata(marker):
            kept.append(content[start - 2 : end])
        at = end
    if not has_frame or not has_scan:
        raise BadImage("no picture")
    return b"".join([*kept, b"\xff\xd9"])


def _jpeg_marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at that place (fill bytes before it are allowed), and where its segment begins."""
    if content[at : at + 1] != b"\xff":
        raise BadImage("a marker was expected")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] in {0, _SOI}:
        raise BadImage("cut short")
    return content[at], at + 1


def _jpeg_segment_end(content: bytes, start: int) -> int:
    if start + 2 > len(content):
        raise BadImage("cut short")
    length = int(struct.unpack_from(">H", content, start)[0])
    if length < 2 or start + length > len(content):  # noqa: PLR2004
        raise BadImage("cut short")
    return start + length


def _check_jpeg_frame(segment: bytes) -> None:
    if len(segment) < 8:  # noqa: PLR2004
        raise BadImage("frame too short")
    height, width = struct.unpack_from(">HH", segment, 3)
    _check_pixels(width, height)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is: in the data, FF is followed by 00 or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BadImage("cut short")
        following = content[at + 1]
        if following != 0 and following not in _RESTARTS and following != 0xFF:  # noqa: PLR2004
            return at
        at += 1 if following == 0xFF else 2  # noqa: PLR2004


def _is_metadata(marker: int) -> bool:
    is_application = 0xE0 <= marker <= 0xEF  # noqa: PLR2004
    return marker == _COMMENT or is_application and marker not in _JPEG_KEPT_APPLICATIONS
