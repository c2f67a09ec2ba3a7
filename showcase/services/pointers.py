"""JSON pointers (RFC 6901) into contents of sections, whose keys need no escapes."""

import copy
from typing import Any

Json = Any


def find_value(content: Json, pointer: str) -> Json:
    """Return the value that a pointer names; None if there is nothing."""
    for key in pointer.split("/")[1:]:
        try:
            content = content[int(key) if isinstance(content, list) else key]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return content


def with_value(content: Json, pointer: str, value: Json) -> Json:
    """Return a copy of a content with another value at a pointer that names one."""
    changed = copy.deepcopy(content)
    *parents, last = pointer.split("/")[1:]
    inner = changed
    for key in parents:
        inner = inner[int(key) if isinstance(inner, list) else key]
    inner[int(last) if isinstance(inner, list) else last] = copy.deepcopy(value)
    return changed


def is_within(pointer: str, outer: str) -> bool:
    """Tell whether a pointer names what another one names, or a part of it."""
    return pointer == outer or pointer.startswith(f"{outer}/")
