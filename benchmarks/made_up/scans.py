"""Documents as a scanner or a telephone sees them: tilted, noisy, compressed."""

from io import BytesIO
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageFilter


def scan(pdf: bytes, seed: int) -> tuple[bytes, str]:
    """The pages as a picture, or as a PDF of pictures if there are several; the file's ending."""
    random = Random(f"scan {seed}")
    resolution = random.choice([150, 175, 200, 200])
    tilt = random.choice([0.0, 0.0, random.uniform(-2, 2)])
    noise = random.choice([0, 4, 9])
    quality = random.randint(55, 90)
    document = pypdfium2.PdfDocument(pdf)
    pages = [
        _spoil(page.render(scale=resolution / 72).to_pil().convert("RGB"), tilt, noise)
        for page in document
    ]
    document.close()
    file = BytesIO()
    if len(pages) == 1:
        pages[0].save(file, "JPEG", quality=quality, dpi=(resolution, resolution))
        return file.getvalue(), "jpg"
    pages[0].save(
        file, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=quality
    )
    return file.getvalue(), "pdf"


def _spoil(page: Image.Image, tilt: float, noise: int) -> Image.Image:
    if tilt:
        page = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(250, 250, 247))
    if noise:
        grain = Image.effect_noise(page.size, noise).convert("RGB")
        page = ImageChops.add(page, grain, scale=1, offset=-128)
        page = page.filter(ImageFilter.GaussianBlur(0.4))
    return page
