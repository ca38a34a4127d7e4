"""What if: the program with other tutors, rooms, buses or dollars, solved for real and compared."""
