# house.sh - an installation of simoff for one measurement, its load, and what its processes used. Sourced by bench/run.
# In $T: the folder of the measurement; $B: the folder of the programs.
daemon=''

# make_house ADAPTERS SETTING...: a new installation in $T/house; each SETTING is "section key = value"
make_house() {
	local adapters=$1 s
	shift
	stop_daemon
	rm -rf "$T/house" "$T/out"
	build/bin/simoff init "$T/house" --listen http://127.0.0.1:0 --adapters "$adapters" >"$T/init"
	for s; do
		sed -i "/^\[${s%% *}\]/a ${s#* }" "$T/house/simoff.conf"
	done
}

# start_daemon [PRELOAD]: $daemon is its process, $port its port
start_daemon() {
	rm -f "$T/out"
	LD_PRELOAD=${1-} build/bin/simoffd -C "$T/house" >"$T/out" 2>"$T/log" &
	daemon=$!
	wait_for 60 is_ready
	port=$(sed -n 's/^ready .*:\([0-9]*\)$/\1/p' "$T/out")
}

is_ready() { grep -qs ^ready "$T/out"; }

stop_daemon() {
	[ -z "$daemon" ] || { kill -CONT $(workers) 2>/dev/null; kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
	daemon=''
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || { echo "bench: waited too long: $*" >&2; exit 1; }
		sleep 0.05
	done
}

# lines_csv COUNT: the lines that the peers know as well
lines_csv() {
	awk -v n="$1" 'BEGIN {
		print "msisdn,imsi,name,email,credit"
		for (i = 1; i <= n; i++)
			printf "3247%07d,20601%010d,Test Holder,holder%d@example.org,12.00\n", i, i, i
	}'
}

import_lines() {
	lines_csv "$1" >"$T/lines.csv"
	build/bin/simoff -C "$T/house" import lines "$T/lines.csv" >"$T/import" 2>&1 || { tail -5 "$T/import" >&2; exit 1; }
}

# process NAME: of a role of the daemon
process() { pgrep -P "$daemon" -f -- "--role $1( |$)"; }
workers() { process '(net|sms|mail)'; }

# processor_s PID...: seconds of processor that they have used so far
processor_s() {
	local p
	for p; do cut -d' ' -f14,15 "/proc/$p/stat"; done | awk -v hz="$(getconf CLK_TCK)" '{ s += $1 + $2 } END { print s / hz }'
}

# everybody_chooses: all who hold lines have the password that bench/load types (by the reference program: argon2); the daemon must not run
everybody_chooses() {
	sqlite3 "$(database)" "INSERT INTO subscriber SELECT subscriber_id, 1, '"'$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM'"', 1, '', 1 FROM line"
}

# open_sign_in: $cookie and $token of a browser that has the sign-in page open
open_sign_in() {
	curl -s -D "$T/head" -o "$T/page" "http://127.0.0.1:$port/sign-in"
	cookie=$(sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' "$T/head" | head -1)
	token=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$T/page" | head -1)
}

database() { echo "$T"/house/*.db; }
confirmed() { sqlite3 -readonly "$(database)" "SELECT count(*) FROM term_case WHERE state = 'confirmed'"; }
are_confirmed() { [ "$(confirmed)" -ge "$1" ]; }

now_ms() { echo $(($(date +%s%N) / 1000000)); }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b ? a / b : 0 }'; }
