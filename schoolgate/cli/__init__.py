"""The `schoolgate` command, one file a group. Nothing here imports Django before a command needs the database."""
