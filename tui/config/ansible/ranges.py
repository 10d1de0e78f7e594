"""Host ranges as Ansible writes them: ``hv[01:12].corp.example`` and ``hv-[a:c]``."""

import re
from collections.abc import Iterator

_RANGE = re.compile(r"\[(?:(?P<low>\d+):(?P<high>\d+)(?::(?P<step>[1-9]\d*))?|(?P<first>[a-z]):(?P<last>[a-z]))\]")
_LARGEST = 1000


def expand(pattern: str) -> Iterator[str]:
    """Every name of a pattern, at most a thousand a range; one without a range is a name itself."""
    found = _RANGE.search(pattern)
    if found is None:
        yield pattern
        return
    before, after = pattern[: found.start()], pattern[found.end() :]
    for part in _parts(found):
        for rest in expand(after):
            yield f"{before}{part}{rest}"


def _parts(found: re.Match[str]) -> list[str]:
    if found["first"] is not None:
        return [chr(code) for code in range(ord(found["first"]), ord(found["last"]) + 1)]
    numbers = range(int(found["low"]), int(found["high"]) + 1, int(found["step"] or 1))[:_LARGEST]
    return [f"{number:0{len(found['low'])}}" for number in numbers]
