"""Links and papers 联动与文电: what the duty officer writes, whom the centre tells, and what reaches it from outside.

Main words: situation report 首报/续报/终报, brief 早报/周报, linkage unit 联动单位, notice 联动通知, message 发送,
delivery 送达, endpoint and hook 推送, order from outside 外来指令, cross-area help 跨区增援. Not for the call itself
nor the command log (incidents), nor for who is on duty (forces).
"""
