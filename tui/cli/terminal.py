"""The caller's streams, as the verbs of plans and the journal speak with them."""

import sys

import click

from tui.cli.shared import complain, print_json
from tui.verbs.terms import Terminal


def terminal(*, as_json: bool = False) -> Terminal:
    """Nobody is asked where stdin is no terminal; with `as_json` stdout gets one document and nothing else."""

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        return str(click.prompt(question, default="", show_default=False, prompt_suffix="", err=True))

    return Terminal(
        out=click.echo,
        complain=lambda sentence: complain(sentence, ""),
        ask=ask,
        document=(lambda document: print_json(document, indent=2)) if as_json else None,
    )
