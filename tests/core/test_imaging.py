"""Pictures from strangers: written anew, or refused with a reason; nothing of the file's own data stays."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from core import imaging
from core.errors import Refused
from core.imaging import picture_type, remade, written_anew


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(written, kind, **options)
    return written.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def refusal(body: bytes) -> str:
    with pytest.raises(Refused) as caught:
        written_anew(body)
    return caught.value.reason


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 white points in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * 3_751) for _ in range(30_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_child_writes_three_widths_in_two_forms() -> None:
    files = written_anew(picture(size=(2400, 1600)))
    assert sorted(files) == ["1600.jpg", "1600.webp", "480.jpg", "480.webp", "960.jpg", "960.webp"]
    assert opened(files["960.webp"]).format == "WEBP"
    assert opened(files["960.webp"]).size == (960, 640)
    assert opened(files["1600.jpg"]).format == "JPEG"
    assert opened(files["1600.jpg"]).size == (1600, 1067)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_are_taken(kind: str) -> None:
    body = picture(kind)
    assert picture_type(body) == kind
    found = opened(remade(body)["480.jpg"]).convert("RGB").getpixel((10, 10))
    assert isinstance(found, tuple)
    assert all(abs(one - other) < 12 for one, other in zip(found, (200, 30, 40), strict=True))


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(remade(picture(size=(600, 400)))["1600.webp"]).size == (600, 400)


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90°
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 6.0)
    files = remade(picture(size=(1200, 800), exif=exif.tobytes()))
    for body in files.values():
        assert b"Secret" not in body
        assert not dict(opened(body).getexif())
    assert opened(files["480.webp"]).size == (480, 720)


def test_colours_come_to_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = remade(picture(icc_profile=lab))["480.jpg"]
    assert "icc_profile" not in opened(body).info
    cmyk = io.BytesIO()
    Image.new("CMYK", (400, 400), (0, 255, 255, 0)).save(cmyk, "JPEG")
    assert opened(remade(cmyk.getvalue())["480.jpg"]).mode == "RGB"


def test_a_see_through_picture_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(remade(written.getvalue())["480.webp"]).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_the_first_frame_of_a_moving_picture() -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (300, 300), each) for each in ("red", "blue")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    red, _green, blue = opened(remade(written.getvalue())["480.jpg"]).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_an_empty_file_a_page_and_a_drawing_are_no_pictures() -> None:
    pages = (b"<html><script>x()</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    for body in (b"", *pages, b"%PDF-1.7\n", b"BM" + b"0" * 99):
        assert refusal(body) == "picture_type"


def test_a_file_that_only_begins_like_a_picture_is_broken() -> None:
    assert refusal(b"\x89PNG\r\n\x1a\n" + b"<script>" * 50) == "picture_broken"
    assert refusal(b"\xff\xd8\xff\xe0" + b"\0" * 500) == "picture_broken"
    assert refusal(picture(size=(1500, 900))[:3_000]) == "picture_broken"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    body = bomb()
    assert len(body) < 300_000
    assert refusal(body) == "picture_too_many_pixels"


def test_too_small_and_too_steep() -> None:
    assert refusal(picture(size=(199, 400))) == "picture_too_small"
    assert refusal(picture(size=(2000, 300))) == "picture_too_steep"


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imaging, "WALL_S", 0.001)
    assert refusal(picture()) == "picture_broken"
