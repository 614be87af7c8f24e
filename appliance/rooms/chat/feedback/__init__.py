"""What people say of answers, and the questions to which a base had no answer: work for whoever looks after it."""
