"""The scene 现场: what its commander does and knows there, from the first arrival to the last vehicle's leaving.

Main words: scene 现场, command 指挥权, sector 战斗段, task 任务, crew inside 内攻小组, roll-call 点名, mayday 遇险,
message 通报 (an order to the scene 命令, a report from it 报告). Not for vehicles, orders to stations and the command
log (incidents), nor for what is written of the fire afterwards (fires): every act here stands in the incident's log.
"""
