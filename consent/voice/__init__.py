"""Taking one's voice out of a recording, in part, instead of withdrawing the whole."""
