"""The set-up in the browser: from an empty folder to a school with its first people, one thing a page."""
