"""Forces 力量: stations, vehicles with what they can do, formations.

Not for where a vehicle is busy (incidents: that follows from its runs), nor for persons (people).
"""
