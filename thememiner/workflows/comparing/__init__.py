"""What is compared with what: codings of one study, runs, and tables that come without a run."""
