"""Tutor scheduling: from a program workbook to a verified weekly plan."""
