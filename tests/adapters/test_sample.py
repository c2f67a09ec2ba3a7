from PIL import Image, ImageDraw, ImageFont

from showcase.adapters.sample import HEIGHT, cut_sample, sample_language

GERMAN = "Leitung der Abteilung und Planung der Projekte mit dem Kunden seit Januar"
PAGE = (2480, 3508)


def write(text: str, *, top: int) -> Image.Image:
    image = Image.new("L", PAGE, 255)
    font = ImageFont.load_default(44)
    for row in range(4):
        ImageDraw.Draw(image).text((200, top + 60 * row), text, fill=0, font=font)
    return image


def test_the_sample_is_the_strip_with_the_text() -> None:
    sample = cut_sample(write(GERMAN, top=2000))

    assert sample.width == PAGE[0]
    assert abs(sample.height - HEIGHT * PAGE[1]) < 8
    assert min(sample.resize((1, 1), Image.Resampling.BOX).tobytes()) < 250


def test_the_sample_tells_the_language() -> None:
    assert sample_language(write(GERMAN, top=1200)) == "deu"


def test_a_blank_page_is_taken_for_english() -> None:
    assert sample_language(Image.new("L", PAGE, 255)) == "eng"
