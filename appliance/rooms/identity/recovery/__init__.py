"""Back in after a forgotten password: a link that works once, within an hour, and never around the second factor.

Known and unknown addresses get the same answer in the same time: who it is, is looked up afterwards.
"""
