"""The JSON API by which tests and tools steer the sandbox: everything under /_sandbox/."""
