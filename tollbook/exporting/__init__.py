"""An event for others: as a Frictionless data package, as a table with HXL tags, and a run as an RO-Crate."""
