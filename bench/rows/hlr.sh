# hlr.sh - complete terminations per second with a real osmo-hlr, mails and SMS null; beside it a bare client that sends the
# same requests for the same lines to the same HLR, one after the other.
HLR=127.37.1.1

hlr_start() {
	rm -rf "$T/hlr" && mkdir "$T/hlr"
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "20601%010d,3247%07d,,\n", i, i }' >"$T/hlr.csv"
	osmo_hlr_load "$T/hlr/hlr.db" "$T/hlr.csv"
	osmo_hlr_start $HLR "$T/hlr"
}

round() {
	local n from bare simoff
	n=$(part 600)
	hlr_start "$n"
	bare=$(build/bench/hlr $HLR "$n")
	osmo_stop "$OSMO_PID"
	hlr_start "$n"
	make_house null "policy review = clean" "policy stop_window_s = 0" "net address = $HLR"
	sed -i '/^\[net\]/,/^\[/s/^adapter = .*/adapter = hlr_osmo/' "$T/house/simoff.conf"
	start_daemon
	import_lines "$n"
	from=$(now_ms)
	build/bench/load submit 127.0.0.1 "$port" "$n" 32 1 "$T/house/api.key" >/dev/null
	wait_for 300 are_confirmed "$n"
	simoff=$(awk -v n="$n" -v ms="$(($(now_ms) - from))" 'BEGIN { printf "%.1f", n * 1000 / ms }')
	stop_daemon
	osmo_stop "$OSMO_PID"
	echo "hlr $simoff $bare"
}

table() {
	echo "## Complete terminations, real osmo-hlr"
	echo
	echo "| simoff, per second | bare client, per second | simoff : bare |"
	echo "|---|---|---|"
	echo "| $(median hlr 2) | $(median hlr 3) | $(ratio "$(median hlr 2)" "$(median hlr 3)") |"
}
