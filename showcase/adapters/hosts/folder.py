"""Sites in a folder that another web server serves: <folder>/<slug>/.

Each release is written beside the others under `.releases/` and the name of the site is a link to
one of them, so that visitors see the old site or the new one, never a mixture.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from showcase.adapters.hosts.site import (
    DeployedSite,
    DeployRefused,
    OnCreated,
    OnLine,
    Refusal,
    digest_site,
)

RELEASES = ".releases"


class FolderHost:
    """A folder, and the address under which it is served."""

    name = "folder"

    def __init__(self, folder: Path, *, url: str) -> None:
        self._folder = folder
        self._url = url.rstrip("/")

    def address(self, slug: str) -> str:
        """Return where the folder's web server shows the site."""
        return f"{self._url}/{slug}/"

    async def deploy(
        self, files: dict[str, bytes], *, slug: str, on_created: OnCreated, on_line: OnLine
    ) -> DeployedSite:
        """Write the release unless it is there, and let the site's name point to it.

        Raises:
            DeployRefused: The folder cannot be written, or the name is not a link of ours.
        """
        release = digest_site(files, slug=slug)
        await on_created(f"{slug}/{release}")
        with _os_errors():
            await asyncio.to_thread(self._write, release, files)
            await asyncio.to_thread(self._point, slug, release)
        await on_line(f"{len(files)} files are in place.")
        return DeployedSite(url=self.address(slug), reference=f"{slug}/{release}")

    async def remove(self, reference: str) -> None:
        """Delete a release, and the site's name if it points there.

        Raises:
            DeployRefused: The folder cannot be written.
        """
        slug, _, release = reference.partition("/")
        with _os_errors():
            await asyncio.to_thread(self._remove, slug, release)

    def _write(self, release: str, files: dict[str, bytes]) -> None:
        """Write the files next to their place, then move them there as a whole."""
        place = self._folder / RELEASES / release
        if place.exists():
            return
        part = place.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        for path, data in files.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            with (part / path).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        part.rename(place)

    def _point(self, slug: str, release: str) -> None:
        link = self._folder / RELEASES / f"{release}.link"
        link.unlink(missing_ok=True)
        # Relative, so that the folder may be mounted or copied elsewhere.
        link.symlink_to(Path(RELEASES) / release, target_is_directory=True)
        link.replace(self._folder / slug)

    def _remove(self, slug: str, release: str) -> None:
        name = self._folder / slug
        if name.is_symlink() and name.readlink() == Path(RELEASES) / release:
            name.unlink()
        place = self._folder / RELEASES / release
        for left in (place, place.with_suffix(".part")):
            if left.exists():
                shutil.rmtree(left)


@contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        detail = f"folder: {type(error).__name__}"
        in_the_way = isinstance(error, IsADirectoryError)  # somebody else's, at a site's name
        refusal = Refusal.REJECTED if in_the_way else Refusal.UNAVAILABLE
        raise DeployRefused(detail, refusal=refusal) from error
