"""`hvr themes` in a process of its own."""

from pathlib import Path

from tests.protocol.running import hvr

MINE = 'name: mine\nprimary: "#112233"\nforeground: "#FFFFFF"\nbackground: "#000000"\n'


def folder(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "hvr" / "themes"
    path.mkdir(parents=True)
    return path


def test_it_lists_our_themes_and_the_users_own(tmp_path: Path) -> None:
    own = folder(tmp_path)
    (own / "mine.yaml").write_text(MINE)
    done = hvr("themes", XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert done.returncode == 0
    names = ["16-colour", "colour-blind", "dark", "high-contrast", "light", "mine"]
    assert done.stdout.splitlines() == [*names, f"your own: {own}"]
    assert done.stderr == ""


def test_it_tells_every_reason_for_every_file_that_is_refused(tmp_path: Path) -> None:
    own = folder(tmp_path)
    (own / "one.yaml").write_text(MINE + "noise: 1\naccent: nonsense\n")
    (own / "two.yaml").write_text("- a list\n")
    done = hvr("themes", XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert done.returncode == 2
    assert "hvr: theme one.yaml: unknown key 'noise'; accent: 'nonsense' is not a colour" in done.stderr
    assert "hvr: theme two.yaml: should be keys with colours" in done.stderr
    assert "mine" not in done.stdout
