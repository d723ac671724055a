"""The kinds of object that can be given by hand: what an address makes of them."""

import pytest

from custom_components.openwebnet.kinds import KINDS, AddressError, object_of


@pytest.mark.parametrize("missing", ["area", "point"])
def test_a_part_of_an_address_that_is_missing_is_named(missing: str) -> None:
    with pytest.raises(AddressError, match=missing):
        object_of(KINDS["light"], {name: 1 for name in ("area", "point") if name != missing})
