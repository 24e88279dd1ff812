# One program a question; main() of each is short, the rest is in common/.
