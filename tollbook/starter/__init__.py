"""What `tollbook new` makes: the folder of a project, and in it what is general of Tollbook's own tables.

Which rows of `data/hand` are general is said in `data/hand/starter.csv`. The tables beside this file have
what an event of another kind needs besides: `kinds` says for which kinds a row is (empty: for every kind),
the other columns are those of the table of the same name. A row of theirs takes the place of a general row
with the same key.
"""
