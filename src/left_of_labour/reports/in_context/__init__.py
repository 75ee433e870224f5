"""The in-context report: how unusual was this result?"""
