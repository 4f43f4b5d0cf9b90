"""The reference: every command, table, column and parameter, from what the program itself reads."""
