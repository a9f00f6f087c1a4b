"""The judges of records that other tools made.

`whole_record` judges all members, `judge` one, `replay` tells its days again, `other_readings` tries the assumed
values, `diagnosis` looks for what would explain a divergence.
"""
