"""The field that a filter is typed into."""

from tui.widgets.line_input import LineInput


class FilterInput(LineInput):
    """One line of the filter language."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="a name, host, state, address, or verdict:blocked host:dr-hv-01 -state:running",
            css_id="filter",
        )
