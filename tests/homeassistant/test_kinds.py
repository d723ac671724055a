"""The kinds of object that can be given by hand: what an address makes of them."""

import pytest

from custom_components.openwebnet.objects.kinds import ADDABLE
from custom_components.openwebnet.own.items.kinds import AddressError


@pytest.mark.parametrize("missing", ["area", "point"])
def test_a_part_of_an_address_that_is_missing_is_named(missing: str) -> None:
    with pytest.raises(AddressError, match=missing):
        ADDABLE["light"].object_of({name: 1 for name in ("area", "point") if name != missing})
