"""Turns the translators' .po files into the .mo files gettext reads, so that nothing compiled is kept in git."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "handlers" / "locale"


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Compiles what is older than its .po and names it; raises ValueError on a catalogue that cannot be read."""
    stale = [po for po in sorted(folder.rglob("*.po")) if _is_stale(po)]
    return [_compile(po) for po in stale]


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
    mo, half = po.with_suffix(".mo"), po.with_suffix(".mo.half")
    with half.open("wb") as target:
        write_mo(target, catalogue)
    # A program that starts meanwhile sees the old catalogue or the new one, never half of one.
    return half.replace(mo)


if __name__ == "__main__":
    for made in compile_catalogues():
        print(f"compiled {made}")
