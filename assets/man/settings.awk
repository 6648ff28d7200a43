# The end of --help, "  section.key=default" and in the next line what it is -> a subsection for each section.

function close_section() {
	if (section != "")
		print ".El"
}

/^Settings and their defaults:/ { begun = 1; next }
!begun { next }
/^  [a-z_]+\.[A-Za-z_.]+=/ {
	name = substr($0, 3, index($0, "=") - 3)
	value = substr($0, index($0, "=") + 1)
	own = substr(name, 1, index(name, ".") - 1)
	key = substr(name, index(name, ".") + 1)
	if (sub(/^ID\./, "", key))
		own = own " ID"
	if (own != section) {
		close_section()
		print ".Ss [" own "]"
		print ".Bl -tag -width Ds"
		section = own
	}
	print ".It Ic " quoted(key " =" (value == "" ? "" : " " value))
	next
}
/^      / { prose($0) }
END {
	close_section()
	if (section == "") {
		print "no settings in what was printed" >"/dev/stderr"
		exit 1
	}
}
