"""Speed, measured: every figure is a ratio against something timed in the same run, so it means the same anywhere."""
