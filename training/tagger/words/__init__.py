"""What is known of a word: rows, letters, spelling, features, and the word lists it stands in."""
