"""Text messages: how long they are on the wire, and how to make them shorter. Pure."""
