"""Files that say where passwords go must not be changed by others: the file, and every folder above it."""

import os
import stat
from pathlib import Path

from tui.yamlfile import FileError

_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def refuse_if_others_may_write(path: Path) -> None:
    """Raises FileError, with what mends it, where someone but this user and root could change what ``path`` says.

    For any file that names commands, credentials, addresses or authorities. Reading is no harm. A folder such as /tmp,
    where everybody may write and only owners may replace (sticky), is safe above a file of one's own. A file that is
    not there is left to whoever opens it.
    """
    absolute = Path(os.path.abspath(path))
    for each in dict.fromkeys((*_upwards(absolute), *_upwards(Path(os.path.realpath(absolute))))):
        try:
            status = os.stat(each)
        except OSError:
            continue
        _judge(path, each, status)


def _upwards(path: Path) -> tuple[Path, ...]:
    return (path, *path.parents)


def _judge(path: Path, each: Path, status: os.stat_result) -> None:
    what = "it" if each == Path(os.path.abspath(path)) else f"{each}, above it,"
    if status.st_uid not in (0, os.getuid()):
        raise FileError(path, f"{what} belongs to another user, who could change it; use a file of your own")
    sticky = stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
    if status.st_mode & _BY_OTHERS and not sticky:
        raise FileError(path, f"{what} may be written by others; run: chmod go-w {each}")
