"""Deploying to a host as the pipeline does, without a pipeline."""

from dataclasses import dataclass, field

from showcase.adapters.hosts.site import DeployedSite, SiteHost

FILES = {"index.html": b"<h1>Ada</h1>", "style.css": b"h1{}", "img/ada.png": b"\x89PNG\0"}
PATIENCE_SECONDS = 2.0
"""For what never ends: long enough for all that comes before it, on a busy machine too."""
OTHER_FILES = {"index.html": b"<h1>Ada, later</h1>"}


@dataclass
class Watch:
    """What a host tells while it deploys."""

    references: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    async def on_created(self, reference: str) -> None:
        """Note a reference."""
        self.references.append(reference)

    async def on_line(self, line: str) -> None:
        """Note a line."""
        self.lines.append(line)


async def deploy(
    host: SiteHost,
    files: dict[str, bytes] = FILES,
    *,
    slug: str = "ada",
    watch: Watch | None = None,
) -> DeployedSite:
    """Deploy a site."""
    seen = watch or Watch()
    return await host.deploy(files, slug=slug, on_created=seen.on_created, on_line=seen.on_line)
