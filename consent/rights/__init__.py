"""What a person may ask for under the GDPR: to see, take along, correct, object to and erase what is held about them."""
