"""What a person keeps of an answer: a signed record that a machine verifies, and a page that a human reads."""
