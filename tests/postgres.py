"""A throw-away PostgreSQL cluster: `python -m tests.postgres COMMAND…` runs COMMAND with its DATABASE_URL.

The cluster has a folder and a port of its own on 127.0.0.1 and is gone afterwards, whatever became of the command.
It is made for speed, not for keeping: nothing is flushed to the disk.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SERVER_USER = "postgres"  # the server refuses to run as root; Debian's package makes this account
FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off "
    "-c max_connections=30 -c shared_buffers=64MB"
)
ROOM = 1024**3  # bytes; a run takes about 200 MB
START_ATTEMPTS = 3  # another process may take the free port between our look and the server's start


def programs_folder() -> Path:
    """The newest server's programs; Debian keeps them outside PATH."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if not found:
        sys.exit("PostgreSQL's server is not installed under /usr/lib/postgresql: apt-get install postgresql")
    return max(found, key=lambda path: int(path.parent.name))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_server_user(command: list[str]) -> subprocess.CompletedProcess[str]:
    if os.geteuid() == 0:
        command = ["runuser", "-u", SERVER_USER, "--", *command]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)


def _checked(command: list[str]) -> None:
    answer = _as_server_user(command)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{answer.stdout}{answer.stderr}")


def _start(programs: Path, folder: Path) -> int:
    """Start the server on a port that is free and give the port."""
    for attempt in range(1, START_ATTEMPTS + 1):
        port = free_port()
        options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FAST}"
        log = folder / f"start-{attempt}.log"
        command = [str(programs / "pg_ctl"), *f"-w -t 60 -D {folder}/data -l {log} start -o".split(), options]
        # no pipe to the daemon: it would hold it open, and we would wait for its end for ever
        answer = _as_server_user(["sh", "-c", 'exec "$@" >/dev/null 2>&1', "sh", *command])
        if answer.returncode == 0:
            return port
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else answer.stderr}")


def roomy_memory() -> str | None:
    """Where Linux keeps files in memory, if there is room for a cluster: each copy of a database is 900 files."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster, as the DATABASE_URL of a database in it."""
    programs = programs_folder()
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-", dir=roomy_memory()))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam(SERVER_USER)
            os.chown(folder, account.pw_uid, account.pw_gid)
        # Byte order and ASCII rules by default, so that Ukrainian order in a result is the portal's own doing.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=portal", "--no-sync"]
        _checked([str(programs / "initdb"), "-D", str(data), *locale])
        port = _start(programs, folder)
        yield f"postgres://portal@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _as_server_user([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder)


def _leave(signum: int, frame: FrameType | None) -> None:
    """End like any other way out of the block, so that the cluster is removed."""
    sys.exit(128 + signum)


def main() -> int:
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    with cluster() as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
