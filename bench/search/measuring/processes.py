"""Other programs: starting and ending them, their memory, their bytes on disk."""

import contextlib
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

SAMPLE_SECONDS = 0.02
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True)
class Peak:
    resident_bytes: int
    anonymous_bytes: int  # Without the pages of mapped files and shared memory.


class MemoryWatch:
    """The peak of a process and all that descend from it, by sampling /proc.

    Own memory is added up over the processes; shared memory and mapped files count once, as the
    largest of them. For a single process this is its VmHWM, which needs no luck in sampling.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._resident = 0
        self._anonymous = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def peak(self) -> Peak:
        return Peak(self._resident * 1024, self._anonymous * 1024)

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self._sample()

    def _sample(self) -> None:
        states = [_status(process) for process in _descent(self._root)]
        if not states:
            return
        anonymous = sum(state.get("RssAnon", 0) for state in states)
        shared = sum(max(state.get(part, 0) for state in states)
                     for part in ("RssShmem", "RssFile"))
        high = max(state.get("VmHWM", 0) for state in states)
        self._anonymous = max(self._anonymous, anonymous)
        self._resident = max(self._resident, anonymous + shared, high)


def _descent(root: int) -> Iterator[int]:
    yield root
    for children in Path(f"/proc/{root}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # A thread that ended meanwhile.
            for child in children.read_text().split():
                yield from _descent(int(child))


def _status(process: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:  # A process that ended meanwhile.
        return {}
    fields = (line.split() for line in lines)
    return {field[0].rstrip(":"): int(field[1]) for field in fields if field[-1] == "kB"}


def run(command: list[str], **options: Any) -> str:
    """What the command prints; throws with it if the command fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}:\n{done.stdout[-2000:]}")
    return done.stdout


def version(command: str, field: int) -> str | None:
    """One field of the first line that `command` prints; None if there is no such program."""
    with contextlib.suppress(OSError):
        return run(command.split()).split()[field].split("-")[0]
    return None


def run_watched(command: list[str], source: Path | None, log: Path) -> Peak:
    with (source or Path("/dev/null")).open("rb") as standard_input, log.open("wb") as output:
        process = subprocess.Popen(command, stdin=standard_input, stdout=output, stderr=output)
        try:
            with MemoryWatch(process.pid) as watch:
                failed = process.wait()
        finally:
            stop(process)
    if failed:
        raise RuntimeError(f"{command[0]} failed with {failed}:\n{log.read_text()[-2000:]}")
    return watch.peak()


def stop(process: "subprocess.Popen[Any] | None", how: int = 15) -> None:
    if process is None or process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(connect: Callable[[], Any], server: "subprocess.Popen[Any]", log: Path,
             refused: type[Exception]) -> Any:
    """The connection, once the server takes one."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return connect()
        except refused:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server does not answer:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)


def remove(folder: Path) -> None:
    """What a killed program started may write for a moment yet, or remove its files itself."""
    end = time.monotonic() + STOP_SECONDS
    while folder.exists() and time.monotonic() < end:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05 if folder.exists() else 0)
    if folder.exists():
        raise RuntimeError(f"cannot remove {folder}")


def disk_bytes(files: Iterable[Path]) -> int:
    """What the file system keeps of them: some systems make large files with holes."""
    return sum(file.stat().st_blocks * 512 for file in files if file.is_file())
