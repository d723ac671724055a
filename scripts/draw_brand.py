"""Draw the images of custom_components/openwebnet/brand/: a house with a two-wire bus and its devices.

Run in .venv: `python scripts/draw_brand.py`. Needs Pillow, which Home Assistant brings along.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

BRAND = Path(__file__).parent.parent / "custom_components" / "openwebnet" / "brand"
OVERSAMPLING = 4
ICON = 512
LOGO_HEIGHT = 384

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme: on light, or on dark."""

    house: str
    bus: str
    lit: str
    text: str


THEMES = {
    "": Colours(house="#1864ab", bus="#ffffff", lit="#ffc53d", text="#1b2b3a"),
    "dark_": Colours(house="#4dabf7", bus="#0b2239", lit="#fff3bf", text="#f1f5f9"),
}

# The house on a field of 512 by 512: eaves that stand out, corners rounded by the pen that goes around them.
HOUSE: tuple[Point, ...] = (
    (256, 48),
    (470, 246),
    (470, 262),
    (408, 262),
    (408, 464),
    (104, 464),
    (104, 262),
    (42, 262),
    (42, 246),
)
HOUSE_PEN = 44
# Two wires that run through the house, and what hangs on them: an end of a stem, and whether it is lit.
WIRES = (294.0, 340.0)
WIRE_ENDS = (132.0, 380.0)
BUS_PEN = 20
DEVICES: tuple[tuple[Point, float, bool], ...] = (
    ((256, 204), WIRES[0], True),
    ((190, 418), WIRES[1], False),
    ((322, 418), WIRES[1], False),
)
DEVICE_RADIUS = 34


class Pen:
    """Round strokes on an oversampled canvas, in the units of the drawing."""

    def __init__(self, size: int) -> None:
        """Start with a transparent square of `size` pixels, showing 512 units."""
        self._scale = size * OVERSAMPLING / 512
        self.image = Image.new("RGBA", (size * OVERSAMPLING,) * 2)
        self._draw = ImageDraw.Draw(self.image)

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        x, y, r = (value * self._scale for value in (*centre, radius))
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def stroke(self, start: Point, end: Point, width: float, colour: str) -> None:
        points = [(x * self._scale, y * self._scale) for x, y in (start, end)]
        self._draw.line(points, fill=colour, width=round(width * self._scale))
        for point in (start, end):
            self.dot(point, width / 2, colour)

    def shape(self, points: tuple[Point, ...], rounding: float, colour: str) -> None:
        self._draw.polygon([(x * self._scale, y * self._scale) for x, y in points], fill=colour)
        for start, end in zip(points, (*points[1:], points[0]), strict=True):
            self.stroke(start, end, rounding, colour)


def draw_icon(size: int, colours: Colours) -> Image.Image:
    """The house, trimmed, on a transparent square."""
    pen = Pen(size)
    pen.shape(HOUSE, HOUSE_PEN, colours.house)
    for y in WIRES:
        pen.stroke((WIRE_ENDS[0], y), (WIRE_ENDS[1], y), BUS_PEN, colours.bus)
    for (x, y), wire, lit in DEVICES:
        pen.stroke((x, wire), (x, y), BUS_PEN, colours.bus)
        pen.dot((x, y), DEVICE_RADIUS, colours.lit if lit else colours.bus)
    trimmed = pen.image.crop(pen.image.getbbox())
    factor = size / max(trimmed.size)
    fitted = trimmed.resize([round(side * factor) for side in trimmed.size], Image.Resampling.LANCZOS)
    icon = Image.new("RGBA", (size, size))
    icon.paste(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2))
    return icon


def draw_logo(height: int, colours: Colours) -> Image.Image:
    """The icon with the name beside it, trimmed."""
    big = height * OVERSAMPLING
    icon = draw_icon(big, colours)
    icon = icon.crop(icon.getbbox())
    font = ImageFont.load_default(size=big * 0.5)
    left, top, right, bottom = font.getbbox("OpenWebNet", anchor="ls")
    gap = round(big * 0.13)
    logo = Image.new("RGBA", (round(icon.width + gap + right - left), big))
    logo.paste(icon, (0, (big - icon.height) // 2))
    # Optically in the middle of the house's walls, not of its roof.
    baseline = big * 0.62 - (top + bottom) / 2
    ImageDraw.Draw(logo).text(
        (icon.width + gap - left, baseline), "OpenWebNet", colours.text, font, anchor="ls", stroke_width=big * 0.006
    )
    logo = logo.crop(logo.getbbox())
    return logo.resize((round(logo.width * height / logo.height), height), Image.Resampling.LANCZOS)


def main() -> None:
    """Write all eight files."""
    BRAND.mkdir(exist_ok=True)
    for prefix, colours in THEMES.items():
        for suffix, share in (("", 2), ("@2x", 1)):
            for name, image in (
                ("icon", draw_icon(ICON // share, colours)),
                ("logo", draw_logo(LOGO_HEIGHT // share, colours)),
            ):
                image.save(BRAND / f"{prefix}{name}{suffix}.png", optimize=True)


if __name__ == "__main__":
    main()
