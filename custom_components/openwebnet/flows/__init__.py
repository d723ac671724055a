"""The dialogs beside the config flow: options, the scan, files of other integrations."""
