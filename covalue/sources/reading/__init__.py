"""Reading calendars and mail: pure, from bytes to meetings and messages. Nothing is stored, nothing is sent."""
