"""The annual report 年度工作报告, the catalogue of figures 数据项, and the page behind every number.

Not here: how a number is counted (each app's `figures`), and the records themselves. This floor only asks, compares
with last year, and lays out; it also lists what the national systems still lack 录一次.
"""
