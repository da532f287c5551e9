#!/bin/bash
# osmo.sh - starts, fills and stops real Osmocom programs on an address of their own, for tests and for the demo.
# Source it, or run one function: tools/osmo.sh osmo_hlr_exec 127.71.1.1 /tmp/x
# Their ports are fixed (HLR: VTY 4258, CTRL 4259, GSUP 4222; SGSN: VTY 4245, NS 23000), so each instance has an address
# 127.71.x.y of its own. Needs the packages osmo-hlr, osmo-sgsn, sqlite3 and nothing else.

OSMO_HLR_VTY=4258 OSMO_HLR_CTRL=4259 OSMO_HLR_GSUP=4222 OSMO_SGSN_VTY=4245

# osmo_log_config ADDR: the lines that every configuration begins with
osmo_log_config() {
	printf '%s\n' 'log stderr' ' logging filter all 1' ' logging color 0' ' logging timestamp 0' \
		' logging level set-all notice' 'line vty' " bind $1" ctrl " bind $1"
}

# osmo_hlr_exec ADDR DIR: becomes an HLR with its configuration, database DIR/hlr.db and log in DIR
osmo_hlr_exec() {
	{ osmo_log_config "$1"; printf '%s\n' hlr ' gsup' "  bind ip $1"; } >"$2/hlr.cfg"
	exec osmo-hlr -s -c "$2/hlr.cfg" -l "$2/hlr.db" >>"$2/hlr.log" 2>&1 </dev/null
}

# osmo_sgsn_exec ADDR HLR_ADDR DIR NAME: becomes an SGSN that is known to that HLR as NAME
osmo_sgsn_exec() {
	{
		osmo_log_config "$1"
		printf '%s\n' ns ' bind udp local' "  listen $1 23000" '  accept-ipaccess' \
			sgsn " gtp local-ip $1" ' ggsn 0 remote-ip 127.71.0.1' ' ggsn 0 gtp-version 1' ' auth-policy remote' \
			" gsup ipa-name $4" " gsup remote-ip $2" " gsup remote-port $OSMO_HLR_GSUP" bssgp
	} >"$3/sgsn.cfg"
	cd "$3" || exit 1		# it leaves a file gsn_restart where it stands
	exec osmo-sgsn -s -c sgsn.cfg >>sgsn.log 2>&1 </dev/null
}

# osmo_ready PID ADDR PORT: waits until PORT answers; fails when the process has ended or after 10 s
osmo_ready() {
	local i
	for ((i = 0; i < 500; i++)); do
		(exec 3<>"/dev/tcp/$2/$3") 2>/dev/null && return 0
		kill -0 "$1" 2>/dev/null || return 1
		sleep 0.02
	done
	return 1
}

# osmo_hlr_start ADDR DIR: in the background, ready to use; OSMO_PID is its process
osmo_hlr_start() {
	(osmo_hlr_exec "$1" "$2") &
	OSMO_PID=$!
	osmo_ready "$OSMO_PID" "$1" "$OSMO_HLR_CTRL" && osmo_ready "$OSMO_PID" "$1" "$OSMO_HLR_GSUP"
}

# osmo_sgsn_start ADDR HLR_ADDR DIR NAME: the same; it attaches to the HLR within a second, see osmo_sgsn_attached
osmo_sgsn_start() {
	(osmo_sgsn_exec "$1" "$2" "$3" "$4") &
	OSMO_PID=$!
	osmo_ready "$OSMO_PID" "$1" "$OSMO_SGSN_VTY"
}

# osmo_stop PID: ends a child of this shell
osmo_stop() {
	kill "$1" 2>/dev/null
	kill -CONT "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	return 0
}

# osmo_hlr_load DB CSV: adds subscribers, each with keys made up; only while the HLR is stopped. DB is made if need be.
# CSV, without a heading: imsi,msisdn,VLR's name,SGSN's name; the last two may be empty. 100,000 take about a second.
osmo_hlr_load() {
	[ -e "$1" ] || osmo-hlr-db-tool -l "$1" -s create >/dev/null 2>&1 || return 1
	sqlite3 -bail "$1" >/dev/null <<-SQL
		PRAGMA journal_mode=WAL;
		BEGIN;
		CREATE TEMP TABLE csv(imsi TEXT, msisdn TEXT, vlr TEXT, sgsn TEXT);
		.import --csv --schema temp '$2' csv
		INSERT INTO subscriber(imsi, msisdn, vlr_number, sgsn_number)
			SELECT imsi, msisdn, nullif(vlr, ''), nullif(sgsn, '') FROM csv;
		INSERT INTO auc_2g(subscriber_id, algo_id_2g, ki)
			SELECT id, 1, lower(hex(randomblob(16))) FROM subscriber JOIN csv USING (imsi);
		INSERT INTO auc_3g(subscriber_id, algo_id_3g, k, opc)
			SELECT id, 5, lower(hex(randomblob(16))), lower(hex(randomblob(16))) FROM subscriber JOIN csv USING (imsi);
		COMMIT;
	SQL
}

# osmo_vty ADDR PORT COMMAND...: what the terminal prints to each, in enable mode; fails when it stays silent for 5 s.
# Its last command echoes a mark: an exit would reset the connection and lose what is still on its way.
osmo_vty() {
	local addr=$1 port=$2 line
	shift 2
	exec 3<>"/dev/tcp/$addr/$port" || return 1
	printf '%s\n' 'terminal length 0' enable "$@" 'echo that-is-all' >&3
	while IFS= read -r -t 5 line <&3; do
		line=${line//[^[:print:]]/}
		[ "$line" = that-is-all ] && break
		printf '%s\n' "$line"
	done
	exec 3>&-
	[ "$line" = that-is-all ]
}

# osmo_sgsn_attached HLR_ADDR NAME: waits until the HLR knows a client of that name; fails after 20 s
osmo_sgsn_attached() {
	local i
	for ((i = 0; i < 200; i++)); do
		osmo_vty "$1" "$OSMO_HLR_VTY" 'show gsup-connections' | grep -qF "'$2'" && return 0
		sleep 0.1
	done
	return 1
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	"$@"
fi
