"""What the forms of organisers accept: the shape of input only."""
