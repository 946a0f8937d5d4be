"""Reading assessments, results, the ladder and scorecards; queries of accounts decide whose."""
