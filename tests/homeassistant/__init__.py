"""Tests of the integration: a real Home Assistant core, over real TCP against the simulator."""

HOST = "127.0.0.1"
MAC = "000350010203"
OTHER_MAC = "000350aabbcc"
PASSWORD = "12345"
OBJECTS = """
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100, level: 60, on: true}
  - {kind: relay, where: "02"}
  - {kind: shutter, where: "14", opening_time: 20, closing_time: 10}
  - {kind: advanced_shutter, where: "15", opening_time: 20, closing_time: 10, position: 40}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: probe, where: "500", temperature: 7.5}
  - {kind: meter, where: "51", power: 350, total: 7654321, month: 43210, day: 1234}
"""
"""What is on the bus where a test does not say otherwise. Nobody hears of the probe before it tells something."""
FOUND = ("1-02", "1-11", "1-12", "2-14", "2-15", "4-1", "18-51")
"""What is found of it, by WHO and WHERE as a list shows it."""
