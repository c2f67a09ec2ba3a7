"""Landlock: a process of Linux gives up files, connections and signals, with all it starts.

The numbers are those of linux/landlock.h; the kernel tells which of them it knows.
"""

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_ONLY = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR = (1 << bit for bit in range(5))
READ = EXECUTE | READ_FILE | READ_DIR
FILES_BY_VERSION = ((1 << 13) - 1, 1 << 13, 1 << 14)
"""What can be forbidden: from the first version on, from the second, from the third."""
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14
TCP = 0b11
TCP_SINCE = 4
"""To listen and to connect."""
OUTSIDE = 0b11
OUTSIDE_SINCE = 6
"""Abstract sockets and signals of others."""


class Ruleset(ctypes.Structure):
    """What is forbidden unless a rule allows it."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("connections", ctypes.c_uint64),
        ("outside", ctypes.c_uint64),
    )


class Beneath(ctypes.Structure):
    """A rule: what may be done with a file, or with all beneath a directory."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def restrict(*, read: Iterable[Path], write: Path, remove: Iterable[Path]) -> bool:
    """Give up everything but reading here, writing there, and removing empty directories.

    Connections, and signals to others, go as well where the kernel knows how. The process must
    have given up new privileges before. Returns whether the kernel does this at all.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, 0, VERSION_ONLY)
    if version < 1:
        return False
    known = sum(FILES_BY_VERSION[: min(version, len(FILES_BY_VERSION))])
    ruleset = Ruleset(
        known, TCP if version >= TCP_SINCE else 0, OUTSIDE if version >= OUTSIDE_SINCE else 0
    )
    descriptor = libc.syscall(CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    rules = [(path, READ) for path in read] + [(path, REMOVE_DIR) for path in remove]
    for path, allowed in [*rules, (Path(os.devnull), OF_A_FILE), (write, known)]:
        with suppress(OSError):  # it is not there, or out of our reach anyway
            _allow(libc, descriptor, path, allowed & known)
    restricted: int = libc.syscall(RESTRICT_SELF, descriptor, 0)
    os.close(descriptor)
    return restricted == 0


def _allow(libc: ctypes.CDLL, descriptor: int, path: Path, allowed: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not path.is_dir():
        allowed &= OF_A_FILE
    rule = Beneath(allowed, parent)
    libc.syscall(ADD_RULE, descriptor, PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(parent)
