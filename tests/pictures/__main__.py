"""`python -m tests.pictures`: take the README's pictures again."""

import os
import tempfile
from pathlib import Path

import click

FOLDER = Path(__file__).parent.parent.parent / "examples" / "pictures"


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, help="Where to put them.")
@click.option("--theme", default="dark", show_default=True)
def main(folder: Path, theme: str) -> None:
    """Draw the console on practice hosts whose time stands still, as SVG."""
    with tempfile.TemporaryDirectory(prefix="hvr-pictures-") as home:
        os.environ.update({"HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home})
        from tests.pictures.scene import quiet_site
        from tests.pictures.shots import SHOTS, take

        view = quiet_site()
        folder.mkdir(parents=True, exist_ok=True)
        for name in SHOTS:
            drawn = take(name, view, theme)
            (folder / f"{name}.svg").write_text(drawn, "utf-8")
            click.echo(f"{folder / name}.svg, {len(drawn) // 1024} KiB")


if __name__ == "__main__":
    main()
