"""What people look at: summaries, grids, notices."""
