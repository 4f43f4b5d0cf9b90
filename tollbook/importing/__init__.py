"""Others' data, taken over with the rule that each used: files into tables of `data/databases`.

A file is read by `rows`, its cells by `cells`; one module for each database says which columns are figures
and what they mean (`ucdp`, `acled`, `hxl_table`, `tfp`); `taking` sorts its records into taken, outside the
event and set aside, and `writing` leaves the table, its source card and what was set aside.
"""
