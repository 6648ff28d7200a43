# Words -> mdoc(7). POSIX awk; what is printed is told in bytes or characters, whichever awk counts.

# Of a line that is no macro.
function escape(text) {
	gsub(/\\/, "\\e", text)
	return text ~ /^[.']/ ? "\\&" text : text
}

# Of an argument of a macro.
function quoted(text) {
	gsub(/\\/, "\\e", text)
	gsub(/"/, "\"\"", text)
	return "\"" text "\""
}

# Lines of 78 at most, and a new one for each sentence: troff puts the right blank between two.
function prose(text,    words, n, i, line) {
	n = split(text, words, " ")
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && (length(line) + length(words[i]) > 77 ||
		    (words[i - 1] ~ /[.!?][)]?$/ && words[i] ~ /^[A-Z\[(]/))) {
			print escape(line)
			line = ""
		}
		line = line (line == "" ? "" : " ") words[i]
	}
	if (line != "")
		print escape(line)
}
