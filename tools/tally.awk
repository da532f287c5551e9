# tally.awk - how many tests passed, failed and were skipped, from what a test program printed.
#	awk -v code=EXIT_CODE -f tools/tally.awk LOG      prints "PASSED FAILED SKIPPED"
# Understands cmocka, Python's unittest, and a last line `N passed, N failed[, N skipped]`; what prints none of them is one
# test, judged by its exit code. A program that ends badly without a failed test (a crash, a leak) counts as one failed.
/^\[  (PASSED|FAILED|SKIPPED) +\] [0-9]+ test\(s\)/ {
	word = $2; sub(/.*\] /, "")
	known = 1; count[word] += $1
	next
}
/^\[==========\] [0-9]+ test\(s\) run/ { known = 1; next }
/^Ran [0-9]+ tests? in / { known = 1; ran = $2; next }
ran != "" && /^(OK|FAILED)( \(|$)/ {
	failed = number("failures=") + number("errors=") + number("unexpected successes=")
	skipped = number("skipped=")
	count["PASSED"] += ran - failed - skipped; count["FAILED"] += failed; count["SKIPPED"] += skipped
	ran = ""
	next
}
/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { known = 1; last[1] = $1; last[2] = $3; last[3] = NF > 4 ? $5 : 0 }

function number(word,   at) {
	at = index($0, word)
	return at == 0 ? 0 : substr($0, at + length(word)) + 0
}
END {
	count["PASSED"] += last[1]; count["FAILED"] += last[2]; count["SKIPPED"] += last[3]
	if (ran != "")
		count["FAILED"]++
	if (!known && code == 0)
		count["PASSED"] = 1
	if (code != 0 && count["FAILED"] == 0)
		count["FAILED"] = 1
	printf "%d %d %d\n", count["PASSED"], count["FAILED"], count["SKIPPED"]
}
