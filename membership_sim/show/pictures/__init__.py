"""Timelines as pictures: the only room that knows matplotlib, entered by `membership_sim.show.plot`."""
