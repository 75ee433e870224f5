"""The second-preferences report: would second preferences have changed the result?"""
