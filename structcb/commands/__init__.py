"""The subcommands of `structcb`: each parses its arguments and prints; the work belongs to the room that owns it."""
