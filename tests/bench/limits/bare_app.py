"""The limit of a first paint: a bare Textual application that imports click and yaml, and pywinrm after it painted."""

import click  # noqa: F401
import yaml  # noqa: F401
from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input, Label, OptionList, TextArea  # noqa: F401


class Bare(App[None]):
    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Label("painted")

    def on_mount(self) -> None:
        self.call_after_refresh(self.load)

    def load(self) -> None:
        import winrm  # noqa: F401


Bare().run()
