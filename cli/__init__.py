"""The commands `openwebnet monitor`, `send`, `scan`, `check` and `record`: see docs/en/library.md."""
