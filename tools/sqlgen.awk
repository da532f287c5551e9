# sqlgen.awk - sql/*.sql -> build/gen/statements.h: one row per named statement and the list of migrations.
# A statement begins with `-- VERB name: PARAMS -> ROW`; verbs: ask (one row or none), all (many), gate (must change a row),
# put (a write that a gate has let through). `:name` binds the field of that name of the record PARAMS; PostgreSQL's text
# gets $1, $2, ... and the list of the names. Migrations are the files NNNN_*.sql; BIGINT and BYTEA are PostgreSQL's words,
# for SQLite they become INTEGER and BLOB, tables STRICT, directories WITHOUT ROWID (small rows, found by their key).
# With -v as=postgres: a script instead, that makes the schema and prepares every statement (tools/check-postgres).
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function flush(   lite, pg, rest, p, names, num, np) {
	if (name == "") return
	sub(/;[ \t]*$/, "", text)
	rest = text; pg = ""; np = 0; names = ""
	while (match(rest, /:[a-z_]+/)) {
		p = substr(rest, RSTART + 1, RLENGTH - 1)
		if (!(p in num)) { num[p] = ++np; names = names (np > 1 ? " " : "") p }
		pg = pg substr(rest, 1, RSTART - 1) "$" num[p]
		rest = substr(rest, RSTART + RLENGTH)
	}
	pg = pg rest
	prepared = prepared sprintf("PREPARE %s AS %s;\n", name, pg)
	list = list sprintf("\\\n\tX(%s, %s, %s, %s, %s, %s, \"%s\") ", verb, name, params, row, quote(text), quote(pg), names)
	name = ""
}
function end_migration() {
	if (migration != "") {
		migrations = migrations sprintf("\\\n\tX(%d, %s) ", version, quote(script))
		lite = script
		gsub(/BIGINT/, "INTEGER", lite); gsub(/BYTEA/, "BLOB", lite)
		out = ""; n = split(lite, part, ";")
		for (i = 1; i < n; i++)
			out = out part[i] (part[i] !~ /CREATE TABLE/ ? "" : part[i] ~ /CREATE TABLE dir_/ ? " STRICT, WITHOUT ROWID" : " STRICT") ";"
		schema = schema script "\n"
		lite_migrations = lite_migrations sprintf("\\\n\tX(%d, %s) ", version, quote(out))
	}
	migration = ""; script = ""
}
FNR == 1 {
	flush(); end_migration()
	n = split(FILENAME, path, "/")
	if (path[n] ~ /^[0-9][0-9][0-9][0-9]_/) { migration = path[n]; version = substr(path[n], 1, 4) + 0 }
}
migration != "" { sub(/--.*/, ""); gsub(/[ \t]+/, " "); if ($0 !~ /^ *$/) script = script $0 " "; next }
/^-- (ask|all|gate|put) / {
	flush(); verb = $2; name = $3; sub(/:$/, "", name); params = $4; row = $6; text = ""
	if (row == "") row = "none"
	if (params == "" || name !~ /^[a-z_]+$/) { print FILENAME ":" FNR ": `-- verb name: params -> row`" > "/dev/stderr"; exit 1 }
	next
}
/^--/ { next }
name != "" && $0 !~ /^[ \t]*$/ { line = $0; gsub(/[ \t]+/, " ", line); sub(/^ /, "", line); text = text (text == "" ? "" : " ") line }
END {
	flush(); end_migration()
	if (as == "postgres") { printf "%s%s", schema, prepared; exit }
	print "/* made by tools/sqlgen.awk from sql/; not to be edited */"
	print "#define STATEMENTS(X) " list "\n"
	print "#define MIGRATIONS_SQLITE(X) " lite_migrations "\n"
	print "#define MIGRATIONS_POSTGRES(X) " migrations
}
