"""The picture of a report's first page: plan and payments as bars, measures as squares of their states."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..words import Scale, money_text, scale_of

INK, PAID, MUTED, GREEN, RED = "#14213d", "#0b57a4", "#51607a", "#1b7a43", "#a4262c"
HEIGHT, STEP, THICK = 92, 62, 40  # of the bars, in points
SQUARE, IN_ROW = 17, 12


def bars(found: Sequence[Mapping[str, Any]]) -> SafeString:
    """Bars side by side: the outline is the plan, what is filled is paid; in black and white they stay apart."""
    largest = _largest(found)
    scale = scale_of(largest)
    drawn = [_bar(place * STEP + 10, bar, largest, scale) for place, bar in enumerate(found)]
    said = _("%(label)s: planned %(plan)s, paid %(paid)s")
    title = "; ".join(
        said % {"label": bar["label"], "plan": money_text(bar["plan"]), "paid": money_text(bar["paid"])}
        for bar in found
    )
    return format_html(
        '<svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        max(len(found) * STEP, 1),
        HEIGHT + 30,
        title,
        SafeString("".join(drawn)),
    )


def _bar(left: int, bar: Mapping[str, Any], largest: Decimal, scale: Scale) -> SafeString:
    paid = bar["paid"] or ZERO
    outline, fill = _height(bar["plan"] or ZERO, largest), _height(max(paid, ZERO), largest)
    foot, middle = HEIGHT + 14, left + THICK / 2
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<rect x="{}" y="{}" width="{}" height="{}" {}/>', *box),)
            for box in (
                (left, foot - outline, THICK, outline, OUTLINE),
                (left + 4, foot - fill, THICK - 8, fill, FILLED),
            )
        ),
    ) + format_html_join(
        "",
        '<text x="{}" y="{}" {}>{}</text>',
        ((middle, foot - 4 - max(outline, fill), WORDS, scale.text(paid)), (middle, foot + 12, WORDS, bar["label"])),
    )


OUTLINE = SafeString(f'fill="none" stroke="{INK}" stroke-width="1"')
FILLED = SafeString(f'fill="{PAID}"')
WORDS = SafeString(f'text-anchor="middle" font-family="Tinos" font-size="10" fill="{INK}"')


def unit_of_bars(found: Sequence[Mapping[str, Any]]) -> str:
    """In what the bars count."""
    return scale_of(_largest(found)).unit


def _largest(found: Sequence[Mapping[str, Any]]) -> Decimal:
    return max([*(bar[name] or ZERO for bar in found for name in ("plan", "paid")), Decimal(1)])


def _height(amount: Decimal, largest: Decimal) -> float:
    return round(float(amount / largest) * HEIGHT, 1)


def squares(states: Sequence[Mapping[str, Any]]) -> SafeString:
    """A square for each measure, told apart by what is drawn in it as well as by colour."""
    codes = [state["code"] for state in states for _each in range(state["count"])]
    drawn = [
        format_html(
            '<g transform="translate({} {})">{}</g>',
            place % IN_ROW * SQUARE,
            place // IN_ROW * SQUARE,
            SafeString(SQUARES[code]),
        )
        for place, code in enumerate(codes)
    ]
    rows = -(-len(codes) // IN_ROW)
    title = ", ".join(f"{state['label']}\u00a0– {state['count']}" for state in states)
    return format_html(
        '<svg class="squares squares--{}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}">'
        "<title>{}</title>{}</svg>",
        rows,
        IN_ROW * SQUARE,
        max(rows, 1) * SQUARE,
        title,
        format_html_join("", "{}", ((each,) for each in drawn)),
    )


def _square(inside: str, *, color: str, fill: str = "none", dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    frame = f'<rect x="1" y="1" width="12" height="12" fill="{fill}" stroke="{color}" stroke-width="1.2"{dashed}/>'
    return frame + inside


SQUARES = {
    "done": _square("", color=GREEN, fill=GREEN),
    "partly": _square(f'<path d="M1 13 13 1V13z" fill="{PAID}"/>', color=PAID),
    "in_progress": _square(f'<path d="M5 4l5 3-5 3z" fill="{PAID}"/>', color=PAID),
    "not_done": _square(f'<path d="M4 4l6 6M10 4l-6 6" stroke="{RED}" stroke-width="1.2"/>', color=RED),
    "postponed": _square(f'<path d="M4 7h6" stroke="{MUTED}" stroke-width="1.4"/>', color=MUTED),
    "impossible": _square(f'<path d="M1 13 13 1" stroke="{MUTED}" stroke-width="1.2"/>', color=MUTED),
    "": _square("", color=MUTED, dash="2 1.6"),
}
