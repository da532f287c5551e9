# submits.sh - durable POST /api/v1/cases per second; beside it a bare SQLite loop that writes the same rows after the same look-ups,
# in batches as large as the daemon's were (every batch has a time of its own), and in batches of as many as there are
# connections, as the desk without sockets does. Twice: with the workers at rest (stopped for these seconds), when the daemon does
# what the bare loop does; and at work, when it settles two effects of each case as well.
declare -A CASES=([1]=2000 [8]=6000 [32]=10000 [128]=10000)

submits() {
	build/bench/load submit 127.0.0.1 "$port" "$2" "$1" "$3" "$T/house/api.key"
}

# batch_size: of the cases so far, on average
batch_size() {
	sqlite3 -readonly "$(database)" "SELECT CAST(round(1.0 * count(*) / count(DISTINCT received_ms)) AS INTEGER) FROM term_case"
}

round() {
	local c n rest work desk bare batch same
	for c in 1 8 32 128; do
		n=$(part "${CASES[$c]}")
		make_house null
		start_daemon
		import_lines $((2 * n))
		kill -STOP $(workers)
		rest=$(submits "$c" "$n" 1)
		batch=$(batch_size)
		kill -CONT $(workers)
		work=$(submits "$c" "$n" $((n + 1)))
		stop_daemon
		desk=$(build/bench/desk "$T/desk.db" "$n" "$c")
		bare=$(build/bench/bare "$T/desk.db" "$T/bare.db" "$n" "$c")
		same=$(build/bench/bare "$T/desk.db" "$T/bare.db" "$n" "$batch")
		echo "$c $rest $work $desk $bare $batch ${same%% *}"
	done
}

table() {
	local c m k
	echo "## Durable submits"
	echo
	echo "| connections | POST/s, workers at rest | half within ms | 99 % within ms | cases a batch | bare SQLite/s, such batches | POST : bare | POST : fdatasync | POST/s, workers at work | 99 % within ms | desk/s, full batches | bare SQLite/s, full batches | desk us/case | bare us/case | fdatasync/s |"
	echo "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
	for c in 1 8 32 128; do
		m=('')
		for k in 2 3 4 5 6 7 8 9 10 11 12 13 14; do m+=("$(median $c $k)"); done
		echo "| $c | ${m[1]} | ${m[2]} | ${m[3]} | ${m[12]} | ${m[13]} | $(ratio "${m[1]}" "${m[13]}") | $(ratio "${m[1]}" "${m[11]}") | ${m[4]} | ${m[6]} | ${m[7]} | ${m[9]} | ${m[8]} | ${m[10]} | ${m[11]} |"
	done
}
