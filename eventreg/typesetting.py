"""What typst draws from data: tagged PDF (PDF/UA-1) of badges and lists on paper, and a picture for previews."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "badges" / "fonts"
_drawing = threading.Lock()  # one compiler a source, with its fonts in memory, serves every thread in turn


def draw(source: Path, data: Mapping[str, object]) -> tuple[bytes, list[str]]:
    """The PDF, and what typst had to say about it: an unknown font is only a warning.

    PDF/UA refuses letters that no font here has (Chinese, emoji). Such a document is tagged all the same, with a box
    in their place: a badge that can be scanned is worth more than none.
    """
    inputs = {"data": json.dumps(data)}
    with _drawing:
        compiler = _compiler(source)
        try:
            output, warnings = compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"]
            )
        except typst.TypstError:
            output, warnings = compiler.compile_with_warnings(format="pdf", sys_inputs=inputs)
    assert isinstance(output, bytes)  # noqa: S101 - one document, not a list of pages
    return output, [warning.message for warning in warnings]


def picture(source: Path, data: Mapping[str, object]) -> bytes:
    """A PNG of the one page, a pixel for each point."""
    with _drawing:
        output = _compiler(source).compile(format="png", ppi=72.0, sys_inputs={"data": json.dumps(data)})
    assert isinstance(output, bytes)  # noqa: S101 - one page
    return output


@cache
def _compiler(source: Path) -> typst.Compiler:
    return typst.Compiler(input=str(source), font_paths=[str(FONTS)], ignore_system_fonts=True)
