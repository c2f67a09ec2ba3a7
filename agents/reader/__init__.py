"""Reading: what a resume says, from what can be seen on its pages."""

from agents.reader.reading import read_facts

__all__ = ["read_facts"]
