# pages.sh - the page of a case as its signed-in subscriber sees it; beside it nginx with the same bytes from a file, per second of
# processor as in status.sh. Then what the pages of the portal weigh, with all that they refer to, as it is and as gzip.
. bench/rows/status.sh

# sign_in: $cookie is that of the holder of the first line
sign_in() {
	open_sign_in
	cookie="$cookie; $(curl -s -D - -o "$T/page" -H "Cookie: $cookie" --data "csrf=$token&login=%2B32470000001" --data 'password=correct+horse+battery' \
		"http://127.0.0.1:$port/sign-in" | sed -n 's/^[Ss]et-[Cc]ookie: \(simoff-session=[^;]*\).*/\1/p')"
}

round() {
	local n reference
	n=$(part 40000)
	make_house null
	start_daemon
	import_lines 10
	stop_daemon
	everybody_chooses
	start_daemon
	build/bench/load submit 127.0.0.1 "$port" 1 1 1 "$T/house/api.key" >"$T/submitted"
	reference=$(sqlite3 -readonly "$(database)" "SELECT substr(reference, 1, 4) || '-' || substr(reference, 5, 4) || '-' || substr(reference, 9, 1) FROM term_case")
	sign_in
	mkdir -p "$T/www"
	curl -sf -H "Cookie: $cookie" "http://127.0.0.1:$port/case/$reference" >"$T/www/case.html"
	nginx_start case.html
	per_second simoff "$(pgrep -P "$daemon")" build/bench/load page 127.0.0.1 "$port" "$n" 32 "/case/$reference" "$cookie"
	per_second nginx "$nginx $(pgrep -P "$nginx")" build/bench/load page $NGINX 8080 "$n" 32 /case.html "$cookie"
	/usr/bin/python3 bench/weigh.py "http://127.0.0.1:$port" "$cookie" / /cancel "/case/$reference" /sign-in /account /account/password /block >"$T/weights"
	kill "$nginx" && wait "$nginx" 2>/dev/null || true
	stop_daemon
}

table() {
	local s
	echo "## The page of a case, $(stat -c %s "$T/www/case.html") bytes, 32 connections"
	echo
	echo "| server | GET/s | half within ms | 99 % within ms | GET per processor second | : nginx |"
	echo "|---|---|---|---|---|---|"
	for s in simoff nginx; do
		echo "| $s | $(median $s 2) | $(median $s 3) | $(median $s 4) | $(median $s 5) | $(ratio "$(median $s 5)" "$(median nginx 5)") |"
	done
	echo
	cat "$T/weights"
}
