"""What changed between two states of a ledger, as dated entries, and what each does to the published totals.

A state is a git revision or a project folder. Rows are compared by their keys, so that their order, the ends
of lines and another name for the same claim are no difference. Each entry is of one of three kinds, decided
by which cell of which table changed (`kinds`), never by how the totals move:

- **update**: claims or pages that were not in the old state, found later or only entered later. One of a day
  long past is an update too; the entry says that it changes pages as of earlier moments.
- **correction**: an error of ours is mended. A raw cell of a claim or page that was there before has another
  content; a claim or page was taken out; a place of the gazetteer stands elsewhere; a row of `withheld` or
  `overrules` (or `echo_overrules`) decides on one claim; a row says how a worded figure becomes a number
  (`quantifiers`, `number_words`, `figure_nouns`, `figure_languages`, `date_words`).
- **reclassification**: the same words, read with another group, party, origin, period or place, by a row of
  any other hand table, or by the reader's own remark (`note`, `outlet_type`). Or a page puts the totals by
  another rule first, by the batch file (`put_first`): no total changes, but the numbers that are read first.

Where the tables published with the old state are not what this version makes of the same rows, the program
has changed: nothing was learnt and no word reads otherwise, so one of the two numbers was an error of ours,
and the entry is a correction of its own.

Effects are found by making the changes one after the other, in the order of the entries, and reconciling
after each: an entry begins where the one before it ended. Where there are many, they are made together.
"""
