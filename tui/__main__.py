"""The `hvr` command."""

from tui.cli import hvr


def main() -> None:
    """Run `hvr`; leaves through SystemExit with one of the documented exit codes."""
    hvr(prog_name="hvr")


if __name__ == "__main__":
    main()
