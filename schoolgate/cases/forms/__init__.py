"""The forms of cases: words and shapes; nothing here saves anything."""
