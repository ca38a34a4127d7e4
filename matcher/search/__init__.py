"""The search for a standing plan: the only place that imports ortools."""
