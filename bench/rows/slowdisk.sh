# slowdisk.sh - the same submits where each flush takes 4 ms longer, as on a disk of its own that is no flash. Batches then fill
# by themselves: what counts is how many cases one flush carries.
SLOW=$PWD/build/bench/slowsync.so

round() {
	local c n rest sync
	for c in 1 32 128; do
		n=$(part $((c * 60)))
		make_house null
		start_daemon
		import_lines "$n"
		stop_daemon
		SLOWSYNC_US=4000 start_daemon "$SLOW"
		kill -STOP $(workers)
		rest=$(build/bench/load submit 127.0.0.1 "$port" "$n" "$c" 1 "$T/house/api.key")
		stop_daemon
		sync=$(SLOWSYNC_US=4000 LD_PRELOAD=$SLOW build/bench/bare --sync "$T/sync")
		echo "$c $rest $sync"
	done
}

table() {
	local c
	echo "## Durable submits, 4 ms added to each flush"
	echo
	echo "| connections | POST/s | half within ms | 99 % within ms | fdatasync/s | POST : fdatasync |"
	echo "|---|---|---|---|---|---|"
	for c in 1 32 128; do
		echo "| $c | $(median $c 2) | $(median $c 3) | $(median $c 4) | $(median $c 5) | $(ratio "$(median $c 2)" "$(median $c 5)") |"
	done
}
