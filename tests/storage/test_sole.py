"""One server per database: a second one is told so, and a dead one stands in nobody's way."""

import signal
import subprocess
import sys

import pytest

from storage.sole import Sole, Taken

HOLD = (
    "import sys; from storage.sole import Sole; s = Sole(sys.argv[1]); s.__enter__(); print('held'); sys.stdin.read()"
)


def test_a_second_server_is_told_so_until_the_first_is_gone(database_url: str) -> None:
    with Sole(database_url):
        for _ in range(3):
            with pytest.raises(Taken), Sole(database_url):
                pass
    with Sole(database_url):
        pass


def test_two_databases_are_no_rivals(sqlite_url: str, postgres_url: str) -> None:
    with Sole(sqlite_url), Sole(postgres_url), Sole(sqlite_url.replace("guldkorn", "other")):
        pass


def test_a_server_that_is_killed_leaves_its_database_free(database_url: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD, database_url], text=True, **pipes) as other:  # type: ignore[call-overload]  # mypy does not see that pipes are both
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Taken), Sole(database_url):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        with Sole(database_url):
            pass
