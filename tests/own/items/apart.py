"""The rows of tests/own/facts/frames.jsonl whose meaning is not asserted, and why.

They are still received: no row raises.
"""

from collections.abc import Mapping

APART: Mapping[str, str] = {
    # Marked dubious in the facts.
    "*0*0*5##": "dubious: 0 is no scenario number; nothing is told",
    "*#1*2*#3*4*5##": "dubious: an example for a parser",
    "*1*2*3##": "dubious: an example for a parser; decoded as step 2 of area 3",
    "*2*1*21#4#1##": "dubious: interfaces have two digits; decoded all the same",
    "*#2*93*#10*75##": "dubious: no gateway is known to take it",
    "*#2*93*#11*30##": "dubious: a form without priority",
    "*4*101*#0#1##": "dubious: 101 is refused by firmware",
    "*4*101*#0#5##": "dubious: 101 is known from one library test",
    "*15*1*11#2##": "dubious: a level 2 exists on no bus",
    "*15*0*11#2##": "dubious: a level 2 exists on no bus",
    "*15*2*11#2##": "dubious: a level 2 exists on no bus",
    "*#18*1*1*1450##": "dubious: no meter 1, no dimension 1",
    # Unknown, or a guess.
    "*4*4002#6*0#3##": "a guess: undocumented WHAT",
    "*4*4002*6##": "a guess: undocumented WHAT",
    "*4*4002#1*0#3##": "a guess: undocumented WHAT",
    "*#4*0#0*17##": "unknown: a dimension without values",
    "*4*999*1##": "unknown WHAT",
    "*4*33#3101*#0##": "unknown WHAT: refused by firmware, days are glued to it",
    "*4*100*#0#2##": "unknown WHAT: refused by firmware",
    "*4*101*#0#2##": "unknown WHAT: refused by firmware",
    "*5*99*1##": "unknown WHAT",
    "*17*99*1##": "unknown WHAT",
    "*25*16*1##": "unknown WHAT",
    "*16*6100*102##": "unknown WHAT: no step",
    "*16*6116*102##": "unknown WHAT: more than 15 steps",
    "*16*6016*102##": "unknown WHAT: more than 15 steps",
    "*16*100*101##": "unknown in the facts; 'source busy' in protocol.md 4.16, which tells no state",
    "*16*100*102##": "unknown in the facts; 'source busy' in protocol.md 4.16, which tells no state",
    "*16*20*100##": "unknown in the facts; 'next source' in protocol.md 4.16, which tells no state",
    "*16*5*101##": "unknown WHAT",
    "*#4*1*11*4##": "a library test; 4 is no speed of a fan (protocol.md 4.4)",
    "*#4*3*13*7##": "a library test; 7 is no position of a knob (protocol.md 4.4)",
    "*8*40#1#4*20##": "unknown WHAT",
    "*8*77#5*11##": "three WHATs, one word: asserted as TELELOOP_77",
    "*8*78*11##": "three WHATs, one word: asserted as TELELOOP_78",
    "*8*76*11##": "three WHATs, one word: asserted as TELELOOP_76",
    "*#22*5#2#21*11*22*33*7##": "emulated, with invented values: 22 is no modulation, source 21 does not exist",
    # Addresses that cannot be, in library tests: examples of tolerance.
    "*4*20*1##": "a library test: zones have no remote control",
    "*4*21*1##": "a library test: zones have no remote control",
    "*#18*11*51*2500##": "a library test: a Stop&Go measures no energy",
    "*25*23*0001##": "refused by firmware: no button; nothing is told",
    "*25*21*0001##": "refused by firmware: no button; nothing is told",
}
