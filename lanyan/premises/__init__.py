"""Premises 户籍: buildings and the places in them that somebody answers for, what they are and how they stand.

Main words: premises 单位/场所, building 建筑, occupancy 占用, category mark 类别, responsible person 责任人,
facility 消防设施, pre-plan 预案, familiarisation 六熟悉, likely duplicate 疑似重复. Not for named places on the map
(places), nor for what was found there (inspections), nor for who complained (citizens).
"""
