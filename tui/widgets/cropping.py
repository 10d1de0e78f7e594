"""Sends of a line that is painted in part only that part: Textual's own update begins at the widget's left edge."""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class CroppedUpdate(ChopsUpdate):
    """Pieces of lines, each from its first cell that changed to its last."""

    def render_segments(self, console: Console) -> str:
        said: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < last and end > first:
                    begin = max(x, first)
                    said.append(Control.move_to(begin, y).segment.text)
                    said.append(strip.crop(begin - x, min(end, last) - x).render(console))
        return "".join(said)


class CroppingCompositor(Compositor):
    """A screen's compositor whose partial updates are cropped."""

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return CroppedUpdate(update.chops, update.spans, update.chop_ends) if update is not None else None
