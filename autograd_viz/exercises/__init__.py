"""The exercises of the lessons: what is asked, what is right, and what a wrong answer tells."""
