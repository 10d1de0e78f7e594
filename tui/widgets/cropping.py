"""Sends of a screen only what looks different: Textual's own update begins at the left edge of a widget."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.widgets.picture import Picture


class CroppedUpdate(ChopsUpdate):
    """Pieces of lines, and of them the cells that are not in the picture already."""

    def __init__(
        self,
        chops: Sequence[Mapping[int, Strip | None]],
        spans: list[tuple[int, int, int]],
        chop_ends: list[list[int]],
        picture: Picture,
    ) -> None:
        super().__init__(chops, spans, chop_ends)
        self._picture = picture

    def render_segments(self, console: Console) -> str:
        said: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    begin = max(x, first)
                    piece = strip.crop(begin - x, min(end, last) - x)
                    said += self._said_of(piece, begin, y, console)
        return "".join(said)

    def _said_of(self, piece: Strip, x: int, y: int, console: Console) -> Iterable[str]:
        stands = -1
        for first, end in self._picture.paint(x, y, piece):
            jump = f"\x1b[{first - stands}C" if stands >= 0 else Control.move_to(x + first, y).segment.text
            yield jump + piece.crop(first, end).render(console)
            stands = end


class WholeUpdate(LayoutUpdate):
    """All of the screen, whatever stood there."""

    def __init__(self, strips: list[Iterable[Strip]], region: Region, picture: Picture) -> None:
        super().__init__(strips, region)
        self._picture = picture

    def render_segments(self, console: Console) -> str:
        self._picture.forget()
        for y, line in enumerate(self.strips, self.region.y):
            x = self.region.x
            for strip in line:
                self._picture.paint(x, y, strip)
                x += strip.cell_length
        return super().render_segments(console)


class CroppingCompositor(Compositor):
    """A screen's compositor that knows what it last had painted."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture()
        self._pictured = Size()
        """The size of the screen that it is of."""

    def forget_picture(self) -> None:
        """Another screen is painted over this one."""
        self._picture.forget()

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        update = super().render_full_update(simplify)
        return WholeUpdate(update.strips, update.region, self._picture)

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        if update is None:
            return None
        if self._pictured != self.size:
            # What a terminal shows of the old size is its own affair.
            self._pictured = self.size
            self._picture.forget()
        return CroppedUpdate(update.chops, update.spans, update.chop_ends, self._picture)
