"""Signs that the font of the papers lacks: they are named before a paper is made, for they would print empty."""

from functools import cache

from django.contrib.staticfiles import finders

FONT = "fonts/tinos/Tinos-Regular.ttf"
SILENT = {"\n", "\r", "\t", "\u00ad", "\u200b", "\ufeff"}


@cache
def _printable() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found = finders.find(FONT)
    if not isinstance(found, str):
        raise FileNotFoundError(f"A paper needs the static file {FONT}, which is not there.")
    with TTFont(found, lazy=True) as font:
        return frozenset(font.getBestCmap())


def unprintable(text: str) -> list[str]:
    """The signs of a text that would print empty, each once, in their order."""
    return [
        sign for sign in dict.fromkeys(text) if ord(sign) > 126 and sign not in SILENT and ord(sign) not in _printable()
    ]
