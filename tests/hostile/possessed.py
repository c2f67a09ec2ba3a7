"""A child that a file has taken over: it answers what its parent must not believe.

The name of the task says how.
"""

import json
import signal
import sys

ANSWERS = {
    "endless body": b'{"code": null, "size": 1000000000000}\n' + b"x" * 100_000,
    "endless header": b"x" * 10_000_000,
    "no header": b"rubbish\n",
    "list": b"[1]\n",
    "unknown code": b'{"code": "ROOT", "size": 0}\n',
    "no detail": b'{"code": "NO_TEXT", "size": 0}\n',
    "half a body": b'{"code": null, "size": 10}\nabc',
    "silence": b"",
}


def main() -> None:
    """Answer each request with the same lie, and stay."""
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        sys.stdin.buffer.read(request["size"])
        sys.stdout.buffer.write(ANSWERS[request["task"]])
        sys.stdout.buffer.flush()
    signal.pause()


if __name__ == "__main__":
    main()
