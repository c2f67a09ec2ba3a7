"""What a confined process can still do."""

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from showcase.adapters.children import MODULE, ChildPool
from showcase.adapters.landlock import CREATE_RULESET, VERSION_ONLY
from tests.support.resumes import make_one_column

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="macOS confines less.")

MEMORY = 512 * 1024**2
CONFINED = f"""
import sys
from pathlib import Path
from showcase.adapters.confinement import confine
confine(Path(sys.argv[1]), memory_bytes={MEMORY})
"""
REFUSED = ("Network is unreachable", "Permission denied")
BECOME_NOBODY = """
import ctypes, encodings.idna, os, socket, subprocess
import showcase.adapters.confinement
os.setgid(65534)
os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # else /proc/self belongs to root, as nobody's never does
"""


def run_confined(program: str, *arguments: str, before: str = "") -> str:
    """Run a program after its confinement to a folder, and return what it prints."""
    with tempfile.TemporaryDirectory() as pool:
        folder = Path(pool, "0")
        folder.mkdir()
        Path(pool).chmod(0o755)
        folder.chmod(0o777)
        command = [sys.executable, "-c", before + CONFINED + program, str(folder), *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.stdout.strip() or ended.stderr.strip().rpartition("\n")[2]


def can_have_own_network(account: int | None = None) -> bool:
    """Whether the kernel of this machine gives somebody a network of their own."""
    unshare = ["unshare", "--net", "--map-current-user", "true"]
    return subprocess.run(unshare, check=False, user=account, capture_output=True).returncode == 0


def knows_landlock() -> bool:
    """Whether this kernel can keep a process from files."""
    return bool(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, VERSION_ONLY) > 0)


def find_network(pid: int) -> Path:
    """Return the name of the network that a process is in."""
    return Path(f"/proc/{pid}/ns/net").readlink()


@pytest.mark.parametrize(
    ("program", "end"),
    [
        (f"bytearray({MEMORY})", "MemoryError"),
        ("import mmap; mmap.mmap(-1, 4 * 1024**3)", "OSError: [Errno 12] Cannot allocate memory"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("open(sys.argv[1] + '/x', 'wb').write(bytes(80_000_000))", "File too large"),
        ("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", "(0, 0)"),
        ("import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))", "1"),
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

        assert any(word in run_confined(program, before=before) for word in REFUSED)

        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.skipif(not knows_landlock(), reason="This kernel keeps nobody from files.")
@pytest.mark.parametrize(
    "program",
    [
        "open(sys.argv[2]).read()",
        "open(sys.argv[2], 'a').write('x')",
        "import os; os.remove(sys.argv[2])",
        "import os; os.listdir(Path(sys.argv[2]).parent)",
        "import os; os.rename(sys.argv[2], sys.argv[1] + '/x')",
        "import os; os.link(sys.argv[2], sys.argv[1] + '/x')",
        "import os; os.symlink(sys.argv[2], sys.argv[1] + '/x'); open(sys.argv[1] + '/x').read()",
        "open('/proc/self/environ').read()",
        "open('/etc/passwd').read()",
        "import subprocess; subprocess.run(['cat', sys.argv[2]], check=True)",
    ],
)
def test_files_of_others_are_out_of_reach(tmp_path: Path, program: str) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text("a secret")

    end = run_confined(program, str(secret))

    assert "Permission denied" in end or "cross-device" in end or "non-zero exit" in end
    assert secret.read_text() == "a secret"


def test_its_own_folder_and_programs_are_in_reach() -> None:
    program = """
import subprocess
page = Path(sys.argv[1], "page.txt")
page.write_text("page")
page.rename(page.with_name("moved.txt"))
Path(sys.argv[1], "deep").mkdir()
print(subprocess.run(["cat", sys.argv[1] + "/moved.txt"], capture_output=True, text=True).stdout)
"""
    for before in ("", BECOME_NOBODY) if os.geteuid() == 0 else ("",):
        assert run_confined(program, before=before) == "page"


async def test_children_are_confined_and_stand_in_a_folder_of_their_own() -> None:
    async with ChildPool(1, memory_bytes=MEMORY) as pool:
        await pool.run("read_pdf", make_one_column(), seconds=10, max_pages=1)
        [child] = [c for c in psutil.Process().children() if MODULE in c.cmdline()]

        assert child.cwd() == child.cmdline()[-1]
        assert child.rlimit(psutil.RLIMIT_DATA)[0] < MEMORY
        assert child.rlimit(psutil.RLIMIT_NOFILE)[0] < 100
        if can_have_own_network():
            assert find_network(child.pid) != find_network(os.getpid())
