"""What building the package does beyond setuptools' own steps; named in pyproject.toml."""

import runpy
from pathlib import Path

from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Compiles before setuptools collects the package's data, so that a wheel carries every language."""

    def run(self) -> None:
        """Called by setuptools."""
        # Setuptools loads this file alone, from a place where its neighbours cannot be imported.
        runpy.run_path(str(Path(__file__).with_name("catalogues.py")), run_name="__main__")
        super().run()
