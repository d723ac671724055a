"""What runs beside the entities: the gateway's clock, and repairs that are opened and closed."""
