"""Other ways to plan a week, each as its users would write it, all for goal 3 alone."""
