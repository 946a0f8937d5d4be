"""What can be done with driver sets, assessments, and scorecards."""
