"""What the two sound systems, WHO 16 and WHO 22, share: addresses and state (protocol.md 3.5, gateways.md 7).

Gateways with both repeat an event of WHO 16 as one of WHO 22. An owner tells by `SoundAddress`: the same amplifier,
source or area has the same one in both, and either object's state says the same. So one device is made for one
`SoundAddress`, commanded by the WHO it was heard of first, and the other object's events are no news about it.
"""

import re
from enum import Enum
from typing import Final, NamedTuple

from ..wire.tags import Where, Who

SENDER: Final = "5#"
"""What events of WHO 22 put before the address that they come from (protocol.md 4.22)."""


class SoundScope(Enum):
    """What an address of a sound system names."""

    AMPLIFIER = "amplifier"
    SOURCE = "source"
    AREA = "area"
    ALL_AMPLIFIERS = "all amplifiers"
    ALL_SOURCES = "all sources"
    ALL = "all"
    ROUTE = "a source for an area"
    OTHER = "other"


class SoundAddress(NamedTuple):
    """An address of either system, taken apart."""

    scope: SoundScope
    area: int | None = None
    point: int | None = None
    source: int | None = None

    @property
    def is_of_many(self) -> bool:
        """Whether it stands for several amplifiers or sources."""
        return self.scope in _MANY

    def covers(self, other: SoundAddress) -> bool:
        """Tell whether what is told to this address is told to an amplifier or source, which may be the same one."""
        if not self.is_of_many:
            return self == other
        return other.scope in _MANY[self.scope] and self.area in (None, other.area)

    def where(self, who: Who) -> Where | None:
        """Return the address in a system; `None` where it has no such address."""
        table = _WHERE_16 if who is Who.SOUND_DIFFUSION_1 else _WHERE_22
        form = table.get(self.scope)
        if form is None or (
            who is Who.SOUND_DIFFUSION_1 and max(self.area or 0, self.point or 0, self.source or 0) > 9
        ):
            return None
        return Where(form.format(area=self.area, point=self.point, source=self.source))


_MANY: Final = {
    SoundScope.AREA: (SoundScope.AMPLIFIER,),
    SoundScope.ALL_AMPLIFIERS: (SoundScope.AMPLIFIER,),
    SoundScope.ALL_SOURCES: (SoundScope.SOURCE,),
    # Whether it is all sources alone is not documented.
    SoundScope.ALL: (SoundScope.AMPLIFIER, SoundScope.SOURCE),
}
"""What the addresses that stand for several stand for."""
_WHERE_16: Final = {
    SoundScope.AMPLIFIER: "{area}{point}",
    SoundScope.SOURCE: "10{source}",
    SoundScope.AREA: "#{area}",
    SoundScope.ALL_AMPLIFIERS: "0",
    SoundScope.ALL_SOURCES: "100",
    SoundScope.ROUTE: "1{area}{source}",
}
_WHERE_22: Final = {
    SoundScope.AMPLIFIER: "3#{area}#{point}",
    SoundScope.SOURCE: "2#{source}",
    SoundScope.AREA: "4#{area}",
}


_FORMS_16: Final = (
    (re.compile(r"0"), SoundScope.ALL_AMPLIFIERS),
    (re.compile(r"100"), SoundScope.ALL_SOURCES),
    (re.compile(r"#(?P<area>\d)"), SoundScope.AREA),
    (re.compile(r"(?P<area>\d)(?P<point>\d)"), SoundScope.AMPLIFIER),
    (re.compile(r"10(?P<source>\d)"), SoundScope.SOURCE),
    (re.compile(r"1(?P<area>\d)(?P<source>\d)"), SoundScope.ROUTE),
)
_FORMS_22: Final = (
    (re.compile(r"2#(?P<source>\d{1,3})"), SoundScope.SOURCE),
    # Point 0 stands for all of its area, and area 0 with it for all there are: firmware takes commands for both.
    (re.compile(r"3#0{1,3}#0{1,3}"), SoundScope.ALL_AMPLIFIERS),
    (re.compile(r"3#(?P<area>\d{1,3})#0{1,3}"), SoundScope.AREA),
    (re.compile(r"3#(?P<area>\d{1,3})#(?P<point>\d{1,3})"), SoundScope.AMPLIFIER),
    (re.compile(r"4#(?P<area>\d{1,3})"), SoundScope.AREA),
    (re.compile(r"6"), SoundScope.ALL),
)


def sound_address(who: Who, where: Where) -> SoundAddress:
    """Take an address apart; nothing raises."""
    text = str(where)
    for form, scope in _FORMS_16 if who is Who.SOUND_DIFFUSION_1 else _FORMS_22:
        match = form.fullmatch(text.removeprefix(SENDER))
        if match is not None:
            return SoundAddress(scope, **{name: int(number) for name, number in match.groupdict().items()})
    return SoundAddress(SoundScope.OTHER)


class Modulation(Enum):
    """The band of a tuner."""

    FM = "1"
    LONG_WAVE = "2"
    MEDIUM_WAVE = "3"
    SHORT_WAVE = "4"


class Preset(Enum):
    """How an amplifier colours the sound; 16-25 are the user's own."""

    NORMAL = 2
    DANCE = 3
    POP = 4
    ROCK = 5
    CLASSIC = 6
    TECHNO = 7
    PARTY = 8
    SOFT = 9
    FULL_BASS = 10
    FULL_TREBLE = 11


class SoundState(NamedTuple):
    """What an amplifier or a source has told. `None` is unknown, or does not apply."""

    on: bool | None = None
    media: int | None = None
    """The kind of channel it was switched with: 1 voice, 2 right, 3 left, 4 stereo, 10 when off, 11 all."""
    volume: int | None = None
    """0-31."""
    source: int | None = None
    """The source that an amplifier was switched on with."""
    area: int | None = None
    """The area that a source was switched on for, the last one."""
    treble: int | None = None
    mid: int | None = None
    bass: int | None = None
    """Treble, mid and bass: 1-63 in WHO 22; no range is documented in WHO 16."""
    balance: int | None = None
    """1-63 in WHO 22."""
    three_d: int | None = None
    """0-10."""
    loudness: bool | None = None
    preset: int | None = None
    """2-11, see `Preset`, or 16-25."""
    modulation: Modulation | None = None
    frequency: int | None = None
    """Kilohertz."""
    station: int | None = None
    """Station or track."""
    rds: str | None = None
    """The text of a station, 8 characters, blanks included."""
    play_status: str | None = None
    """As told; its values are not documented."""


def rds_text(codes: tuple[str, ...]) -> str:
    """Read eight character codes. Raises `ValueError` for anything else, such as the twelve that sometimes come."""
    if len(codes) != 8 or any(not code or not 32 <= int(code) <= 255 for code in codes):
        raise ValueError(f"{codes} is no RDS text")
    return "".join(chr(int(code)) for code in codes)
