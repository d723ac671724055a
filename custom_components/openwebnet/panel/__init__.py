"""The page in Home Assistant: the plant as a table, what is new on the bus, and what the bus says."""
