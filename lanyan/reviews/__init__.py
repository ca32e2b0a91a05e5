"""Case review 战评/复盘: after an incident or a drill, what the record says, what was said, and what follows from it.

Main words: review 复盘, finding 讲评意见, task 整改任务, replay 时间轴. Facts are composed from the record of the
incident and frozen with the review; a task is done by its assignee and confirmed by somebody else. Not for reports to
superiors (links) nor for the statistics of fires (fires).
"""
