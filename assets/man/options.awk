# --help -> the items of a list. A term begins with "-" behind two blanks or more, and its text stands in the column in
# which those of the lines below it go on.

function flush_item() {
	if (term == "")
		return
	n = split(term, words, " ")
	item = ".It"
	for (i = 1; i <= n; i++) {
		word = words[i]
		comma = sub(/,$/, "", word) ? " ," : ""
		value = ""
		if (word ~ /^--?[a-z-]+=/) {
			value = " Ns = Ns Ar " substr(word, index(word, "=") + 1)
			word = substr(word, 1, index(word, "=") - 1)
		}
		if (word ~ /^--/)
			item = item " Fl \\-" substr(word, 3) value comma
		else if (word ~ /^-/)
			item = item " Fl " substr(word, 2) value comma
		else
			item = item " Ar " word comma
	}
	print item
	prose(text)
	term = text = ""
}

BEGIN { column = 26 }
# The first item that has a text behind two blanks says where texts stand.
{ is_item = match($0, /^  +-/) }
is_item && !known && match($0, /[^ ]  +[^ ]/) && RSTART > 2 {
	column = RSTART + RLENGTH - 2
	known = 1
}
is_item {
	flush_item()
	term = substr($0, 1, column)
	text = substr($0, column + 1)
	if (length($0) > column && substr($0, column, 1) != " ") { # longer than its column
		term = $0
		text = ""
	}
	gsub(/^ +| +$/, "", term)
	next
}
term != "" && substr($0, 1, column) ~ /^ +$/ {
	text = text " " substr($0, column + 1)
	next
}
{ flush_item() }
END { flush_item() }
