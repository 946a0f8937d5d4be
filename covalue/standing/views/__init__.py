"""Pages of ours, and the page of a contact's personal link."""
