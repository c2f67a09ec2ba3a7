"""What a confined process can still do."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from showcase.adapters.children import MODULE, ChildPool
from tests.support.resumes import make_one_column

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="macOS confines less.")

MEMORY = 512 * 1024**2
CONFINED = f"""
from showcase.adapters.confinement import confine
confine(memory_bytes={MEMORY})
"""
BECOME_NOBODY = """
import ctypes, encodings.idna, os, socket
import showcase.adapters.confinement
os.setgid(65534)
os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # else /proc/self belongs to root, as nobody's never does
"""


def run_confined(program: str, *arguments: str, before: str = "") -> str:
    """Run a program after its confinement, and return what it prints."""
    command = [sys.executable, "-c", before + CONFINED + program, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.stdout.strip() or ended.stderr.strip().rpartition("\n")[2]


def can_have_own_network(account: int | None = None) -> bool:
    """Whether the kernel of this machine gives somebody a network of their own."""
    unshare = ["unshare", "--net", "--map-current-user", "true"]
    return subprocess.run(unshare, check=False, user=account, capture_output=True).returncode == 0


def find_network(pid: int) -> Path:
    """Return the name of the network that a process is in."""
    return Path(f"/proc/{pid}/ns/net").readlink()


@pytest.mark.parametrize(
    ("program", "end"),
    [
        (f"bytearray({MEMORY})", "MemoryError"),
        ("import mmap; mmap.mmap(-1, 4 * 1024**3)", "OSError: [Errno 12] Cannot allocate memory"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("open('/dev/shm/x', 'wb').write(bytes(80_000_000))", "File too large"),
        ("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", "(0, 0)"),
        ("print(open('/proc/self/status').read())", "NoNewPrivs:\t1"),
    ],
    ids=["memory", "mapping", "files", "size", "core", "privileges"],
)
def test_what_is_too_much_is_refused(program: str, end: str) -> None:
    assert end in run_confined(program)


def test_an_ordinary_amount_of_memory_is_there() -> None:
    assert run_confined("print(len(bytearray(300_000_000)))") == "300000000"


@pytest.mark.parametrize("account", [None, 65534], ids=["me", "nobody"])
def test_nobody_can_be_reached(account: int | None) -> None:
    if account and os.geteuid():
        pytest.skip("Only root can be somebody else.")
    if not can_have_own_network(account):
        pytest.skip("This kernel gives no network of one's own.")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        program = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"

        before = BECOME_NOBODY if account else ""

        assert "Network is unreachable" in run_confined(program, before=before)

        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_file_can_still_be_written_by_whoever_has_a_network_of_their_own(
    tmp_path: Path,
) -> None:
    path = tmp_path / "page.bmp"
    run_confined("import sys; open(sys.argv[1], 'w').write('page')", str(path))

    assert path.read_text() == "page"
    assert path.stat().st_uid == os.geteuid()


async def test_children_are_confined_and_stand_in_a_folder_of_their_own() -> None:
    async with ChildPool(1, memory_bytes=MEMORY) as pool:
        await pool.run("read_pdf", make_one_column(), seconds=10, max_pages=1)
        [child] = [c for c in psutil.Process().children() if MODULE in c.cmdline()]

        assert child.cwd() == child.cmdline()[-1]
        assert child.rlimit(psutil.RLIMIT_DATA)[0] < MEMORY
        assert child.rlimit(psutil.RLIMIT_NOFILE)[0] < 100
        if can_have_own_network():
            assert find_network(child.pid) != find_network(os.getpid())
