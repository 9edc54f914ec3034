"""Write the next revision: what the tables in the code have that the revisions so far do not make."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from storage.database import Database
from storage.migrate import configured, upgrade


def write(message: str) -> Path:
    """A new file under versions/, numbered on from the last and without alembic's own remarks."""
    numbered = len(list(ScriptDirectory.from_config(configured()).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/so-far.db"
        upgrade(url)
        database = Database(url)
        with database.engine.begin() as connection:
            made = command.revision(configured(connection), message, autogenerate=True, rev_id=f"{numbered:04}")
        database.close()
    assert made is not None
    assert not isinstance(made, list)
    path = Path(made.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write(' '.join(sys.argv[1:]))}\n")
