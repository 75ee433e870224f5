"""The comparison of contests: which challenge came closest to beating Labour?"""
