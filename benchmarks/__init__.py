"""What is timed, and how to run it."""
