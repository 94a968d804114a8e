"""What the command line shows and asks: errors to exit codes, reports, doctor, a new folder."""
