#!/bin/sh
# mvne.sh - simoff's exec adapter for a host operator whose orders take minutes.
# usage: [net] adapter = exec, command = /etc/simoff/mvne.sh https://api.mvne.example
mvne=$1
field() { printf '%s' "$line" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }
answer() { printf '{"key":"%s","result":"%s","finding":"%s","detail":"%s"}\n' "$key" "$1" "$2" "$3"; }

while IFS= read -r line; do
	key=$(field key)
	order=$mvne/orders/$key
	case $(field do) in
	run)   said=$(curl -sf -m 4 -X PUT -d "$(field kind) $(field imsi) $(field msisdn)" "$order") ;;
	ask)   said=$(curl -sf -m 4 "$order") ;;
	check) said=$(curl -sf -m 4 "$mvne/") && said="done none" ;;
	esac || { answer unknown none "the MVNE gave no answer"; continue; }
	case $said in
	"no such order") answer later none "" ;;
	working)         answer accepted none "the MVNE works on it" ;;
	"done "*)        answer "done" "${said#done }" "" ;;
	*)               answer never none "the MVNE refuses" ;;
	esac
done
