"""The claims report: do the numbers in the campaign accounts stand up?"""
