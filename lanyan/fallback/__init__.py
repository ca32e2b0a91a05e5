"""If everything fails 应急纸质预案: what is printed every day, so that a shift goes on with paper and telephone.

Main words: pack 应急包 (call sheets 接警单, dispatch sheets 出动单, run cards 出车卡, telephone list, duty, strength).
What was kept on paper is entered afterwards in `incidents` (late entry 补录). Not for the sheet of an order that went
out (incidents) nor for backups of the data.
"""
