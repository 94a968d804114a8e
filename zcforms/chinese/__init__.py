"""What is Chinese about paperwork: dates, ids, names, working days, orders of names, the faces."""
