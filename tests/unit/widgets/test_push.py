"""The console's button."""

import asyncio

from textual.app import App, ComposeResult
from textual.containers import HorizontalGroup

from tui.widgets.push import PushButton


class _Buttons(App[None]):
    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield PushButton("Judging …", css_id="apply")
            yield PushButton("Back", css_id="back")


def test_a_button_that_says_more_than_at_first_is_cut_nowhere() -> None:
    async def go() -> str:
        app = _Buttons()
        async with app.run_test() as pilot:
            await pilot.pause()
            app.query_one("#apply", PushButton).label = "Apply to 1000 adapters"
            await pilot.pause()
            return app.screen._compositor.render_strips()[0].text

    assert asyncio.run(go()).split("  ")[0].strip() == "Apply to 1000 adapters"
