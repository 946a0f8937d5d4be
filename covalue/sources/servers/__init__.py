"""Asking servers of calendars and mail. They are only read: nothing there is marked, moved, answered or sent."""
