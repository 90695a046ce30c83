"""The plugin's own tests run pytest in pytest."""

pytest_plugins = ["pytester"]
