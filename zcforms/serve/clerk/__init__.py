"""The office page: a clerk does the whole job in a browser, with the same calls as the commands."""
