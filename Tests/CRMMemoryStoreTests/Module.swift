// The first tests replace this line.
