# The end of --print-config: paragraphs of comments only, about sections with a name, each with an example.
BEGIN { RS = ""; FS = "\n" }
NR == 1 { next } # what the file is
{
	text = example = ""
	for (i = 1; i <= NF; i++) {
		if ($i !~ /^;/)
			next
		line = substr($i, 3)
		if (example != "" || line ~ /^\[[a-z]+ [a-z]+\]$/)
			example = example line "\n"
		else
			text = text " " line
	}
	if (begun++) print ".Pp"
	prose(text)
	if (example != "")
		printf ".Bd -literal -offset indent\n%s.Ed\n", example
}
