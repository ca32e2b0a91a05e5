"""Who is calling and what was said 来电与录音: the caller looked up, and the index of what the recorders hold.

Main words: look-up 来电查询, look-up service 查询接口, answer 查询结果, recorder 录音仪, recording 录音, tie 关联,
listening 调听, keep 留存, purge 到期清除. Not for the call itself (incidents), nor for the sound: that stays on the
recorder and is only passed through.
"""
