# status.sh - a case as JSON, as an API client gets it; beside it nginx with the same bytes from a file. Per second
# of processor, of all processes that take part, so that the load's own share of the machine does not count.
NGINX=127.37.0.1

# nginx_start FILE: serves what is in $T/www, where FILE is
nginx_start() {
	printf '%s\n' 'daemon off; worker_processes 1;' "pid $T/nginx.pid; error_log $T/nginx.log;" 'events { worker_connections 512; }' \
		"http { access_log off; keepalive_requests 10000000; types { application/json json; text/html html; } client_body_temp_path $T/nginx.1;" \
		"proxy_temp_path $T/nginx.2; fastcgi_temp_path $T/nginx.3; uwsgi_temp_path $T/nginx.4; scgi_temp_path $T/nginx.5;" \
		"server { listen $NGINX:8080; root $T/www; } }" >"$T/nginx.conf"
	chmod 755 "$T"
	nginx -c "$T/nginx.conf" >"$T/nginx.out" 2>&1 &
	nginx=$!
	wait_for 10 curl -sf -o "$T/nginx.body" "http://$NGINX:8080/$1"
}

# per_second NAME PIDS LOAD...: prints NAME, requests per second, requests per processor second, ms
per_second() {
	local name=$1 pids=$2 before after figures
	shift 2
	before=$(processor_s $pids)
	figures=$("$@")
	after=$(processor_s $pids)
	echo "$name $figures $(awk -v n="$n" -v s="$after" -v f="$before" 'BEGIN { printf "%.0f", n / (s - f + 0.001) }')"
}

round() {
	local n reference path
	n=$(part 60000)
	make_house null
	start_daemon
	import_lines 10
	build/bench/load submit 127.0.0.1 "$port" 1 1 1 "$T/house/api.key" >/dev/null
	reference=$(sqlite3 -readonly "$(database)" "SELECT substr(reference, 1, 4) || '-' || substr(reference, 5, 4) || '-' || substr(reference, 9, 1) FROM term_case")
	path=/api/v1/cases/$reference
	mkdir -p "$T/www"
	curl -sf -H "Authorization: Bearer $(cat "$T/house/api.key")" "http://127.0.0.1:$port$path" >"$T/www/status.json"
	nginx_start status.json
	per_second simoff "$(pgrep -P "$daemon")" build/bench/load get 127.0.0.1 "$port" "$n" 32 "$path" "$T/house/api.key"
	per_second nginx "$nginx $(pgrep -P "$nginx")" build/bench/load get $NGINX 8080 "$n" 32 /status.json "$T/house/api.key"
	kill "$nginx" && wait "$nginx" 2>/dev/null || true
	stop_daemon
}

table() {
	local s
	echo "## A case as JSON, $(stat -c %s "$T/www/status.json") bytes, 32 connections"
	echo
	echo "| server | GET/s | half within ms | 99 % within ms | GET per processor second | : nginx |"
	echo "|---|---|---|---|---|---|"
	for s in simoff nginx; do
		echo "| $s | $(median $s 2) | $(median $s 3) | $(median $s 4) | $(median $s 5) | $(ratio "$(median $s 5)" "$(median nginx 5)") |"
	done
}
