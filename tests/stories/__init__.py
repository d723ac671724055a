"""Random use: people, walls and faults against a whole house, and a judge of intent and truth.

`python -m tests.stories --sequences 500 --seed 1` plays sequences, shrinks those that fail, and prints a table.
`python -m tests.stories --replay FILE` plays the `Sequence(...)` of a file again.
"""
