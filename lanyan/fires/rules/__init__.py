"""What holds for records of fires: their life, classes by date, deaths, terms, checks across fields. Pure."""
