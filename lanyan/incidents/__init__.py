"""Incidents 警情: calls 报警, incidents, dispatch orders 出动命令, vehicle runs 出动车辆, the command log.

Not for the statistical record of fires (fires), nor for what vehicles are and where they live (forces).
"""
