# start.sh - a million lines: how long their import takes, what memory the desk then has, and how long the daemon takes
# from its start to the first answer of its front page.
answers() { curl -sf -o "$T/body" "http://127.0.0.1:$port/"; }

round() {
	local n from import start memory
	n=$(part 1000000)
	make_house null
	start_daemon
	lines_csv "$n" >"$T/lines.csv"
	from=$(now_ms)
	build/bin/simoff -C "$T/house" import lines "$T/lines.csv" >"$T/import" 2>&1
	import=$(($(now_ms) - from))
	build/bench/load submit 127.0.0.1 "$port" "$(part 10000)" 32 1 "$T/house/api.key" >/dev/null
	memory=$(awk '/^(VmHWM|RssAnon)/ { print int($2 / 1024) }' "/proc/$(process desk)/status" | tr '\n' ' ')
	stop_daemon
	port=$((20000 + RANDOM % 10000))
	sed -i "s|^listen = .*|listen = http://127.0.0.1:$port|" "$T/house/simoff.conf"
	from=$(now_ms)
	build/bin/simoffd -C "$T/house" >"$T/out" 2>"$T/log" &
	daemon=$!
	until answers; do :; done
	start=$(($(now_ms) - from))
	stop_daemon
	echo "start $n $import $start $memory"
}

table() {
	echo "## A million lines"
	echo
	echo "| lines | import ms | start to first answer ms | desk's memory at most, MB | of it not of files, MB |"
	echo "|---|---|---|---|---|"
	echo "| $(median start 2) | $(median start 3) | $(median start 4) | $(median start 5) | $(median start 6) |"
}
