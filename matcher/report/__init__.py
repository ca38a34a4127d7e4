"""What people look at: counts, plain words, and what happens on the week's dates."""
