"""Guard duty 安保勤务: festivals and events guarded by plan, from what may go wrong to who stood where and looked when.

Main words: guard 安保勤务, post 执勤点, round 巡查, stamp 打卡 (at the post 到岗, round done 巡查, found 发现,
relieved 换岗, left 离岗), stand-down 撤勤. Not for orders and runs of vehicles (incidents): a guard that has begun
names its incident, from which they are counted; nor for hazards (inspections): what a round finds is a clue there.
"""
