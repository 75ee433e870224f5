"""The votes-to-seats report: how did votes turn into council seats?"""
