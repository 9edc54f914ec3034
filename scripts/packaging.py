"""What building the package does beyond setuptools' own steps; named in pyproject.toml."""

from setuptools.command.build_py import build_py

from scripts.catalogues import compile_catalogues


class BuildWithCatalogues(build_py):
    """Compiles before setuptools collects the package's data, so that a wheel carries every language."""

    def run(self) -> None:
        """Called by setuptools."""
        compile_catalogues()
        super().run()
