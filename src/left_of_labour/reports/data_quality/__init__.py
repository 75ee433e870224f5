"""The data-quality report: can these figures be trusted?"""
