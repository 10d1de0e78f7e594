"""A hosts file that others may change is refused, with what mends it."""

import os
from pathlib import Path

import pytest

from tui.config import read_configuration
from tui.config.ownership import refuse_if_others_may_write
from tui.yamlfile import FileError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "hosts.yaml"
    path.parent.mkdir(mode=0o755)
    path.write_text("hosts: [{name: a, username: x}]\n")
    path.chmod(0o644)
    return path


def test_what_others_may_only_read_is_taken(file: Path) -> None:
    assert len(read_configuration(file).hosts) == 1


@pytest.mark.parametrize("mode", [0o664, 0o646])
def test_a_file_that_others_may_write_is_refused_with_the_chmod(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(FileError, match=f"written by others; run: chmod go-w {file}$"):
        read_configuration(file)


def test_a_folder_above_it_is_looked_at_too(file: Path) -> None:
    file.parent.chmod(0o775)
    with pytest.raises(FileError, match=f"chmod go-w {file.parent}$"):
        read_configuration(file)


def test_a_shared_folder_in_which_only_owners_replace_is_safe(file: Path) -> None:
    file.parent.chmod(0o1777)
    refuse_if_others_may_write(file)


def test_a_link_is_followed_to_what_it_means(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    file.parent.chmod(0o777)
    with pytest.raises(FileError, match=f"chmod go-w {file.parent}$"):
        read_configuration(link)


def test_a_file_of_another_user_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = file.stat().st_uid
    if owner == 0:
        os.chown(file, 12345, -1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(FileError, match="belongs to another user"):
        refuse_if_others_may_write(file)
