"""All that searches: the only place that imports ortools."""
