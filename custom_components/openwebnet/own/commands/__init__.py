"""The way of commands and requests to a gateway: a queue over one or more command sessions."""
