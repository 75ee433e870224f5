"""The wards report: where did the votes come from?"""
