"""Pages of organisations at their desks, and of the staff that looks after them."""
