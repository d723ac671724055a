"""What the sensor platform is made of."""
