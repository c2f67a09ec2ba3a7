"""The prompts, as files: the instruction, the tones, the task and the request for a repair."""

from importlib.resources import files
from string import Template


def read_prompt(name: str) -> Template:
    """Return a prompt by its path without `.md`, such as `tones/friendly`."""
    return Template(files(__package__).joinpath(f"{name}.md").read_text("utf-8").strip())
