"""Adding figures from a spreadsheet or a CSV file to the ledger: reading, checking, showing, writing."""
