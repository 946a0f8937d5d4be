"""What each side owes by an agreement: on which days it falls due, who sees to it, and when it was met."""
