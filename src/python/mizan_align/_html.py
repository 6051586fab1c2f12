"""Alignments as notebooks show them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._native import Alignment

# What more rows would cost a notebook is more than they show.
_MOST = 200

_UNSURE = 0.7


def table(alignment: Alignment) -> str:
    """A table of the beads; the columns run in the direction of the source."""
    source_dir, target_dir = alignment._directions
    source, target, beads = alignment.source, alignment.target, alignment.beads
    source_lang, target_lang = escape(alignment.source_lang), escape(alignment.target_lang)

    def cell(lang: str, direction: str, texts: list[str]) -> str:
        text = "<br>".join(map(escape, texts))
        return f'<td lang="{lang}" dir="{direction}" style="text-align:start;vertical-align:top">{text}</td>'

    rows = []
    for bead in beads[:_MOST]:
        is_gap = not bead.source or not bead.target
        is_unsure = is_gap or bead.confidence < _UNSURE
        style = ' style="background:#ffd54f33"' if is_unsure else ""
        marks = f"{bead.confidence:.2f}" + (" ⇄" if bead.moved else "")
        rows.append(
            f"<tr{style}>"
            + cell(source_lang, source_dir, source[bead.source.start : bead.source.stop])
            + f'<td style="text-align:center;vertical-align:top">{marks}</td>'
            + cell(target_lang, target_dir, target[bead.target.start : bead.target.stop])
            + "</tr>"
        )
    rest = len(beads) - len(rows)
    caption = f"<caption>{rest} more beads are not shown</caption>" if rest else ""
    head = f"<tr><th>{source_lang}</th><th></th><th>{target_lang}</th></tr>"
    return (
        f'<table dir="{source_dir}">{caption}<thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'
    )
