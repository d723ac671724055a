"""Virtual actuators: addresses where no actuator is, and that an entity of Home Assistant acts for."""
