"""Workbooks: their layout, reading and writing."""
