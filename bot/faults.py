"""What went wrong, as a log may say it: the kind of fault and where, never its message, which may hold words."""

import traceback
from pathlib import Path

DEEPEST = 4  # frames named, the innermost last


def traced(error: BaseException) -> dict[str, str]:
    """The fault's type and the innermost places it passed through, to be given to a log as keys."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    way = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"fault": type(error).__name__, "at": way}
