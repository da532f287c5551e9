# lives.sh - complete terminations per second, from the first POST to the last confirmation: null adapters, no STOP window, no
# drain, approved by rule. Each is 10 effects claimed, carried out and settled: two looks at the network, off, delete and
# read back; alerts, last message, acknowledgement, confirmation.
round() {
	local n from
	n=$(part 5000)
	make_house null "policy review = clean" "policy stop_window_s = 0"
	start_daemon
	import_lines "$n"
	from=$(now_ms)
	build/bench/load submit 127.0.0.1 "$port" "$n" 32 1 "$T/house/api.key" >/dev/null
	wait_for 120 are_confirmed "$n"
	echo "lives $((n * 1000 / ($(now_ms) - from))) $(awk -v n="$n" -v s="$(processor_s "$(process desk)")" 'BEGIN { printf "%.0f", s * 1e6 / n }')"
	stop_daemon
}

table() {
	echo "## Complete terminations, null adapters"
	echo
	echo "| per second | processor us of the desk, each |"
	echo "|---|---|"
	echo "| $(median lives 2) | $(median lives 3) |"
}
