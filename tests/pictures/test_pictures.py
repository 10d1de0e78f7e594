"""The README's pictures: small, the same each time, and self-contained."""

import re
from xml.etree import ElementTree

from tests.pictures.__main__ import FOLDER
from tests.pictures.scene import lost_site, quiet_site
from tests.pictures.shots import SHOTS, take

LARGEST = 200 * 1024


def text_of(svg: str) -> str:
    return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg).iter()).replace("\xa0", " ")


def test_a_picture_taken_twice_is_the_same() -> None:
    assert take("narrow", quiet_site()) == take("narrow", quiet_site())


def test_a_picture_shows_the_console_and_loads_nothing() -> None:
    svg = take("site-lost", quiet_site())
    assert "stale" in text_of(svg)
    assert "unreachable" in text_of(svg)
    assert re.findall(r"https?://(?!www\.w3\.org)[^\s\"')]+", svg) == []


def test_the_lost_site_keeps_what_was_known_of_it() -> None:
    before = quiet_site()
    after = lost_site(before)
    assert after.hosts[0].inventory == before.hosts[0].inventory


def test_every_picture_that_is_kept_is_one_that_the_command_makes_and_small() -> None:
    kept = {file.stem: file for file in FOLDER.glob("*.svg")}
    assert kept.keys() == SHOTS.keys()
    assert [name for name, file in kept.items() if file.stat().st_size > LARGEST] == []
