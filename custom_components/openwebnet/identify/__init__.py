"""Identify: an actuator shows which one it is, and is afterwards as it was, or as somebody has asked since."""
