"""One applicant's story: `story` tells it, `press` fills forms, `volume` binds."""
