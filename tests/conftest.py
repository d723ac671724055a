"""What all tests share: very little. Home Assistant's fixtures are in tests/homeassistant/."""

# pytest-homeassistant-custom-component has a package custom_components of its own, and the first import wins.
import custom_components.openwebnet  # noqa: F401
