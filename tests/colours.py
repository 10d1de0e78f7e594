"""Colours as terminals show them and people see them, computed here: the judge of themes and screens."""

from collections.abc import Mapping
from math import dist
from typing import TypeAlias

from rich.color import Color as RichColor
from rich.color import ColorSystem

RGB: TypeAlias = tuple[int, int, int]

# Black, red, green, yellow, blue, magenta, cyan, white, then the bright ones.
_XTERM = (
    "000000 CD0000 00CD00 CDCD00 0000EE CD00CD 00CDCD E5E5E5 7F7F7F FF0000 00FF00 FFFF00 5C5CFF FF00FF 00FFFF FFFFFF"
)
_VGA = "000000 AA0000 00AA00 AA5500 0000AA AA00AA 00AAAA AAAAAA 555555 FF5555 55FF55 FFFF55 5555FF FF55FF 55FFFF FFFFFF"
_CAMPBELL = (
    "0C0C0C C50F1F 13A10E C19C00 0037DA 881798 3A96DD CCCCCC 767676 E74856 16C60C F9F1A5 3B78FF B4009E 61D6D6 F2F2F2"
)
_PUTTY = (
    "000000 BB0000 00BB00 BBBB00 0000BB BB00BB 00BBBB BBBBBB 555555 FF5555 55FF55 FFFF55 5555FF FF55FF 55FFFF FFFFFF"
)


def _rgb(text: str) -> RGB:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


PALETTES: Mapping[str, tuple[RGB, ...]] = {
    name: tuple(map(_rgb, colors.split()))
    for name, colors in (("xterm", _XTERM), ("vga", _VGA), ("windows", _CAMPBELL), ("putty", _PUTTY))
}
"""The sixteen colours of common terminals."""

_SIMULATIONS: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear light."""
DEFICIENCIES = tuple(_SIMULATIONS)


def shown(color: RichColor, palette: tuple[RGB, ...] = PALETTES["xterm"]) -> RGB:
    """What a terminal of that palette shows; a colour that is the terminal's default has none."""
    assert not color.is_default
    if color.number is not None and color.number < 16:
        return palette[color.number]
    triplet = color.get_truecolor()
    return triplet.red, triplet.green, triplet.blue


def in_256_colours(color: RichColor) -> RichColor:
    """What is sent to a terminal that knows 256 colours."""
    return color.downgrade(ColorSystem.EIGHT_BIT)


def contrast(one: RGB, other: RGB) -> float:
    """WCAG 2's contrast ratio, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def as_seen_with(deficiency: str, color: RGB) -> RGB:
    """A colour as somebody sees it who lacks one kind of cones."""
    linear = [_linear(part) for part in color]
    seen = [sum(factor * part for factor, part in zip(row, linear, strict=True)) for row in _SIMULATIONS[deficiency]]
    red, green, blue = (round(255 * _gamma(min(1.0, max(0.0, part)))) for part in seen)
    return red, green, blue


def difference(one: RGB, other: RGB) -> float:
    """The distance in CIE Lab; 2 is just noticed, 20 is plain."""
    return dist(_lab(one), _lab(other))


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _luminance(color: RGB) -> float:
    red, green, blue = map(_linear, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(color: RGB) -> tuple[float, float, float]:
    red, green, blue = map(_linear, color)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
