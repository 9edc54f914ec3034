"""Running as a process: one server on a database, and a clean stop when told to."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.migrate import upgrade

HOUSE = Path(__file__).parents[2]


@contextmanager
def serving(url: str) -> Iterator["subprocess.Popen[str]"]:
    """A server of its own, until the block ends."""
    env = {**os.environ, "GULDKORN_DATABASE_URL": url, "GULDKORN_PORT": "0"}
    command = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
    server = subprocess.Popen(command, cwd=HOUSE, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield server
    finally:
        server.kill()
        server.wait()
        for pipe in (server.stdout, server.stderr):
            if pipe is not None:
                pipe.close()


def test_a_second_server_on_the_same_database_says_so_and_stops(database_url: str) -> None:
    upgrade(database_url)
    with serving(database_url) as first:
        assert first.stdout is not None
        assert select.select([first.stdout], [], [], 20)[0]
        assert first.stdout.readline().startswith("Guldkorn is at http://127.0.0.1:")
        with serving(database_url) as second:
            _out, said = second.communicate(timeout=20)
            assert second.returncode == 1
            assert "Another Guldkorn runs on this database already." in said
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0
