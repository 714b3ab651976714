"""The control page for people: plain HTML and CSS, no JavaScript."""
