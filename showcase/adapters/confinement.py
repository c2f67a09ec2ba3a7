"""What a process that opens strangers' files may not do, whatever a file makes of it."""

import ctypes
import os
import resource
import sys
from pathlib import Path

from showcase.adapters.landlock import restrict

CODE_BYTES = 48 * 1024 * 1024
"""About what the program and its libraries take of the memory; the rest is for a file."""
MAPPINGS = 2
"""So many times the memory may be mapped: room that is reserved and never filled."""
MAX_FILE_BYTES = 64 * 1024 * 1024
"""Of a temporary file: an uncompressed picture of the largest page."""
MAX_OPEN_FILES = 64

PR_SET_NO_NEW_PRIVS = 38
"""From linux/prctl.h."""
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
"""From linux/sched.h."""


SYSTEM = tuple(
    map(
        Path,
        (
            *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt", "/nix", "/snap"),
            *("/home/linuxbrew", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"),
            *("/etc/localtime", "/dev/urandom", "/sys/devices/system/cpu"),
        ),
    )
)
"""Where programs, libraries and fonts are."""


def confine(folder: Path, *, memory_bytes: int) -> None:
    """Limit this process, and each it starts, for good; call it before any thread is started.

    Memory, core dumps, files, new privileges, and where the kernel lets us the network and all
    files but programs and those in the folder. macOS knows no limit for memory.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    if sys.platform == "linux":
        data, mapped = memory_bytes - CODE_BYTES, memory_bytes * MAPPINGS
        resource.setrlimit(resource.RLIMIT_DATA, (data, data))
        resource.setrlimit(resource.RLIMIT_AS, (mapped, mapped))
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _leave_network(libc)
        above = (folder.parent, folder.parent.parent)  # the last child removes the pool's folder
        restrict(read=list_programs(), write=folder, remove=above)


def list_programs() -> list[Path]:
    """Return where this program lies, and the others that it may start, with their libraries."""
    places = [sys.prefix, sys.base_prefix, str(Path(__file__).parents[1])]
    for name in ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX"):
        places += filter(None, os.environ.get(name, "").split(os.pathsep))
    return [*SYSTEM, *map(Path, places)]


def limit_cpu(seconds: float) -> None:
    """Allow so much CPU time from now on; the kernel ends a process that takes more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, most))


def _leave_network(libc: ctypes.CDLL) -> None:
    """Move into a network of our own, in which there is nobody, not even this machine.

    Root may do so; others only as the head of a user namespace, which containers and some
    distributions forbid: then the network stays as it is.
    """
    if libc.unshare(CLONE_NEWNET) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
