"""Pictures that are small as files and huge, endless or busy once they are opened."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.resumes import make_picture

START_OF_FRAME = b"\xff\xc0"
START_OF_SCAN = b"\xff\xda"
END_OF_IMAGE = b"\xff\xd9"
WEBP_SIDE = 16_383
"""The longest that WebP knows."""


def make_flat(form: str, size: tuple[int, int], mode: str = "L", **options: Any) -> bytes:
    """Return a picture of one colour."""
    return _save(Image.new(mode, size, 255 if mode == "L" else 1), form, **options)


def make_false_png(side: int) -> bytes:
    """Return a small PNG whose header claims a huge one."""
    data = make_flat("PNG", (8, 8))
    header = b"IHDR" + struct.pack(">II", side, side) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def make_false_jpeg(side: int, *, behind: int = 0) -> bytes:
    """Return a small JPEG that claims a huge one, `behind` so many segments of comments."""
    data = make_flat("JPEG", (8, 8))
    place = data.index(START_OF_FRAME) + 5
    data = data[:place] + struct.pack(">HH", side, side) + data[place + 4 :]
    comment = b"\xff\xfe\xff\xff" + b"x" * 65_533
    return data[:2] + comment * behind + data[2:]


def make_endless_jpeg(scans: int = 20_000, side: int = 6_000) -> bytes:
    """Return a progressive JPEG that refines the same 36 megapixels twenty thousand times."""
    data = make_flat("JPEG", (side, side), progressive=True)
    last = data.rindex(START_OF_SCAN)
    return data[:last] + data[last:-2] * scans + END_OF_IMAGE


def make_webp_bomb() -> bytes:
    """Return a few hundred bytes of WebP with 268 megapixels."""
    data = bytearray(make_flat("WEBP", (8, 8), mode="RGB", lossless=True))
    bits = (WEBP_SIDE - 1) | (WEBP_SIDE - 1) << 14
    data[21:25] = struct.pack("<I", bits)
    return bytes(data)


def make_many_frames(form: str, count: int = 1_500) -> bytes:
    """Return a picture that moves: more than a thousand frames."""
    frames = [Image.new("RGB", (16, 16), (n % 256, n // 256, 0)) for n in range(count)]
    return _save(frames[0], form, save_all=True, append_images=frames[1:])


def make_tiff_cycle() -> bytes:
    """Return a TIFF whose directory of a picture says that it is followed by itself."""
    data = make_picture("TIFF", dpi=60)
    start = struct.unpack_from("<I", data, 4)[0]
    after = start + 2 + 12 * struct.unpack_from("<H", data, start)[0]
    return data[:after] + struct.pack("<I", start) + data[after + 4 :]


def make_tiff_strip(compression: str = "tiff_adobe_deflate") -> bytes:
    """Return a TIFF of eight pixels whose one strip unpacks to a gigabyte."""
    data = bytearray(make_flat("TIFF", (8, 8), compression=compression))
    return _set_tag(data, 278, 2**31 - 1) + zlib.compress(bytes(1_000_000), 9)


def make_tiff_tile() -> bytes:
    """Return a TIFF of eight pixels whose tiles have four gigapixels each."""
    data = bytearray(make_flat("TIFF", (8, 8), compression="tiff_adobe_deflate"))
    entries = [(322, 4, 65_520), (323, 4, 65_520), (324, 4, 8), (325, 4, 100)]
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    old = bytes(data[start + 2 : start + 2 + 12 * count])
    kept = [old[at : at + 12] for at in range(0, len(old), 12)]
    kept = [row for row in kept if struct.unpack_from("<H", row)[0] not in {273, 278, 279}]
    rows = struct.pack("<H", len(kept) + len(entries)) + b"".join(kept) + table + bytes(4)
    place = len(data)
    return bytes(data[:4]) + struct.pack("<I", place) + bytes(data[8:]) + rows


def make_png_texts(count: int = 1_000) -> bytes:
    """Return a page as PNG with a thousand comments that unpack to a megabyte each."""
    return _add_chunks(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(1_000_000), 9), count)


def make_png_profile() -> bytes:
    """Return a page as PNG whose colour profile unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    profile = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()
    return _add_chunks(b"iCCP", b"Profile\0\0" + profile, 1)


def make_strip(width: int, height: int) -> bytes:
    """Return a picture of thirty-nine megapixels that is all but a line."""
    return make_flat("PNG", (width, height))


def _add_chunks(name: bytes, body: bytes, count: int) -> bytes:
    data = make_picture("PNG", dpi=60)
    chunk = struct.pack(">I", len(body)) + name + body
    chunk += struct.pack(">I", zlib.crc32(name + body))
    return data[:33] + chunk * count + data[33:]


def _set_tag(data: bytearray, wanted: int, value: int) -> bytes:
    start = struct.unpack_from("<I", data, 4)[0]
    for number in range(struct.unpack_from("<H", data, start)[0]):
        place = start + 2 + 12 * number
        if struct.unpack_from("<H", data, place)[0] == wanted:
            struct.pack_into("<HHII", data, place, wanted, 4, 1, value)
    return bytes(data)


def _save(image: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()
