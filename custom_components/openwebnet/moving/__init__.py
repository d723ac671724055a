"""Moving in: what the MyHOME integration has in Home Assistant's registries becomes this one's, entity ids included."""
