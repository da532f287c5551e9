# signins.sh - people who sign in with a password, as many as the process that hashes gets through, and what POST /api/v1/cases then takes;
# beside it the same submits without them, and how many passwords one core checks alone, without any process around it (bench/hash.c). Each connection has an address of its own, and all are right, so that no allowance is used up.
SIGNERS=8 SUBMITTERS=8 SIGNINS=400 CASES_ALONE=4000 BURST=200 BURSTS=60

submits() {
	build/bench/load submit 127.0.0.1 "$port" "$2" "$SUBMITTERS" "$1" "$T/house/api.key"
}

round() {
	local n=$(part "$SIGNINS") cases=$(part "$CASES_ALONE") next signers rate with='' without used i
	make_house null
	start_daemon
	import_lines $((n + cases + BURSTS * BURST))
	stop_daemon
	everybody_chooses
	start_daemon
	kill -STOP $(workers)
	open_sign_in
	without=$(submits $((n + 1)) "$cases")
	build/bench/load signin 127.0.0.1 "$port" "$n" "$SIGNERS" "$cookie" "$token" >"$T/signins" &
	signers=$!
	for ((i = 0; i < BURSTS; i++)); do
		with+=$(submits $((n + cases + i * BURST + 1)) "$BURST")$'\n'
		sleep 0.2
		kill -0 $signers 2>/dev/null || break
	done
	wait $signers
	rate=$(cut -d' ' -f1 "$T/signins")
	used=$(processor_s $(process pass))
	stop_daemon
	echo "signins $rate $(cut -d' ' -f2,3 "$T/signins") $without $(echo "$with" | middle 1) $(echo "$with" | middle 2) $(echo "$with" | middle 3) $(build/bench/hash "$(part "$SIGNINS")") $(awk -v s="$used" -v n="$n" 'BEGIN { printf "%.1f", 1000 * s / n }')"
}

# middle COLUMN: the median of a column
middle() { awk -v k="$1" 'NF { print $k }' | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

table() {
	local m=('') k
	for k in 2 3 4 5 6 7 8 9 10 11 12; do m+=("$(median signins $k)"); done
	echo "## Signing in with a password"
	echo
	echo "| sign-ins/s ($SIGNERS at a time) | half within ms | 99 % within ms | hashes/s of one core alone | processor ms of pass, each | POST/s meanwhile ($SUBMITTERS at a time) | half within ms | 99 % within ms | POST/s without | half within ms | 99 % within ms |"
	echo "|---|---|---|---|---|---|---|---|---|---|---|"
	echo "| ${m[1]} | ${m[2]} | ${m[3]} | ${m[10]} | ${m[11]} | ${m[7]} | ${m[8]} | ${m[9]} | ${m[4]} | ${m[5]} | ${m[6]} |"
}
