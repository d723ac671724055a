"""The fault suite: Home Assistant over real TCP against the simulator, while everything breaks.

`table` says what breaks and when, `house` is the plant with its people, `ledger` keeps count of what became of every
action. `test_combinations` runs the table, `test_soak` ten thousand commands.
"""
