"""Stories: the product as its people use it, in a real browser, through pages and the API only."""
