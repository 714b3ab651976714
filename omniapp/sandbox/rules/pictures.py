"""Pictures as bytes: of which kind they are and how large, and the few that the demo brings along."""

import random
import struct
import zlib
from dataclasses import dataclass
from functools import cache

KINDS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
LARGEST = 5 * 1024 * 1024  # bytes
LARGEST_MMS = 500 * 1024
MMS_KINDS = ("image/jpeg", "image/png", "image/gif")


@dataclass(frozen=True)
class Picture:
    """`kind` is a media type, width and height are pixels."""

    kind: str
    width: int
    height: int


def read(content: bytes) -> Picture | None:
    """What the first bytes say; None when it is none of the four kinds. The pixels are not looked at."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
            return Picture("image/png", *struct.unpack(">II", content[16:24]))
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return Picture("image/gif", *struct.unpack("<HH", content[6:10]))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
    except struct.error:
        return None
    return None


def _webp(content: bytes) -> Picture:
    if content[12:16] == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return Picture("image/webp", width, int.from_bytes(content[27:30], "little") + 1)
    if content[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return Picture("image/webp", (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", content[26:30])
    return Picture("image/webp", width & 0x3FFF, height & 0x3FFF)


def _jpeg(content: bytes) -> Picture | None:
    """Walks from one segment to the next up to the frame's header."""
    place = 2
    while content[place : place + 1] == b"\xff":
        marker, length = struct.unpack(">BH", content[place + 1 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return Picture("image/jpeg", width, height)
        place += 2 + length
    return None


@cache
def striped(colours: tuple[str, ...], width: int = 480, height: int = 320) -> bytes:
    """A PNG of slanting stripes in colours like `2f5d50`."""
    palette = [bytes.fromhex(colour) for colour in colours]
    rows = []
    for line in range(height):
        pixels = b"".join(palette[(column + line) // 60 % len(palette)] for column in range(width))
        rows.append(b"\x00" + pixels)
    return _png(width, height, b"".join(rows), 9)


@cache
def noisy(width: int = 520, height: int = 400) -> bytes:
    """A PNG that nothing makes smaller: more than a picture message may carry."""
    dice = random.Random("noise")  # noqa: S311
    return _png(width, height, b"".join(b"\x00" + dice.randbytes(3 * width) for _ in range(height)), 0)


def _png(width: int, height: int, rows: bytes, level: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, level)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
