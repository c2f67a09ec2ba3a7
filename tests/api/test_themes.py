"""Themes over the API, with their pictures."""

import io

from PIL import Image

from showcase.site.themes import list_themes
from tests.support.api import Api


async def test_every_theme_comes_with_its_picture(api: Api) -> None:
    found = (await api.run("{ themes { key previewUrl } }")).data["themes"]

    assert [theme["key"] for theme in found] == [theme.key for theme in list_themes()]
    for theme in found:
        path = theme["previewUrl"].removeprefix(api.resources.settings.site_url)
        answer = await api.http.get(path)
        assert answer.headers["content-type"] == "image/webp"
        assert "max-age" in answer.headers["cache-control"]
        assert Image.open(io.BytesIO(answer.content)).format == "WEBP"
