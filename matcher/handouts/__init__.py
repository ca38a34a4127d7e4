"""What each person is handed of a plan, and nothing about anyone else."""
