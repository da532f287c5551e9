/* client_test.c - the command line's end: answers in the order of sending, a window with a limit, a daemon that goes away or is
 * not there; and the socket itself. */
#include "app/client.h"
#include "app/door.h"
#include "app/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct fake { char dir[40], path[60]; int listen_fd; struct client *client; struct chan *daemon; struct arena *arena; };

static void
fake_new(struct fake *f)
{
	char why[300];

	*f = (struct fake){ .dir = "/tmp/simoff-client-XXXXXX", .arena = arena_new(16u << 20) };
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/simoff.sock", f->dir);
	f->listen_fd = door_open(f->path, -1, why);
	assert_true(f->listen_fd >= 0);
	f->client = client_open(f->dir, why);
	assert_non_null(f->client);
	f->daemon = chan_new(accept(f->listen_fd, NULL, NULL));
}

static void
fake_done(struct fake *f)
{
	client_close(f->client);
	chan_free(f->daemon);
	close(f->listen_fd);
	unlink(f->path);
	rmdir(f->dir);
	arena_free(f->arena);
}

static void
give(struct fake *f, uint64_t tag, enum desk_op op, enum desk_code code, int64_t row)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, WIRE_BODY_MAX);
	assert_true(wire_answer(&b, op, STR(""), row < 0 ? NULL : &(struct desk_import_out){ .found = true, .row = row, .result = STR("new") }));
	chan_send(f->daemon, &(struct chan_message){ (uint16_t)op, (uint16_t)code, tag, buf_str(&b) });
	chan_flush(f->daemon);
}

static bool
ask(struct fake *f, int64_t row)
{
	struct desk_import_in in;

	record_init(&desk_import_in_record, &in);
	in.row.row = row;
	return client_send(f->client, DESK_OP_line_import, &(struct desk_caller){ .found = true }, &in);
}

static void
in_the_order_of_sending(void **state)
{
	struct fake f;
	struct desk_import_out out;
	struct str why;

	(void)state;
	fake_new(&f);
	for (int round = 0; round < 3; round++) {
		for (int64_t i = 0; i < 200; i++)
			assert_true(ask(&f, i));
		for (uint64_t i = 200; i-- > 0;)
			give(&f, (uint64_t)round * 200 + i, DESK_OP_line_import, DESK_ok, (int64_t)i);
		for (int64_t i = 0; i < 200; i++) {
			assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_ok);
			assert_int_equal(out.row, i);
		}
	}
	fake_done(&f);
}

static void
the_window_has_a_limit(void **state)
{
	struct fake f;
	struct desk_import_out out;
	struct str why;

	(void)state;
	fake_new(&f);
	for (size_t i = 0; i < CLIENT_WINDOW; i++)
		assert_true(ask(&f, 1));
	assert_false(ask(&f, 1));
	assert_int_equal(client_under_way(f.client), CLIENT_WINDOW);
	give(&f, 0, DESK_OP_line_import, DESK_denied, -1);
	assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_denied);
	assert_true(!out.found && !out.row);
	assert_true(ask(&f, 1));
	fake_done(&f);
}

/* What was answered before is delivered; for the rest nobody knows, and says so at once. */
static void
a_daemon_that_goes_away(void **state)
{
	struct fake f;
	struct desk_import_out out;
	struct str why;

	(void)state;
	fake_new(&f);
	for (int64_t i = 0; i < 3; i++)
		assert_true(ask(&f, i));
	give(&f, 0, DESK_OP_line_import, DESK_ok, 0);
	give(&f, 2, DESK_OP_line_import, DESK_ok, 2);
	shutdown(chan_fd(f.daemon), SHUT_RDWR);
	assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_ok);
	assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_busy);
	assert_true(why.n > 0);
	assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_ok);
	assert_int_equal(out.row, 2);
	assert_false(ask(&f, 4));
	assert_int_equal(client_call(f.client, DESK_OP_metrics, &(struct desk_caller){ .found = true }, &(struct desk_empty){ .found = true },
	    &(struct desk_metrics){ 0 }, f.arena, &why), DESK_busy);
	fake_done(&f);
}

static void
answers_nobody_asked_for(void **state)
{
	struct fake f;
	struct desk_import_out out;
	struct str why;

	(void)state;
	for (int i = 0; i < 3; i++) {
		fake_new(&f);
		assert_true(ask(&f, 0));
		give(&f, i == 0 ? 7 : 0, i == 1 ? DESK_OP_metrics : DESK_OP_line_import, i == 2 ? DESK_CODE_COUNT : DESK_ok, -1);
		assert_int_equal(client_receive(f.client, &out, f.arena, &why), DESK_busy);
		fake_done(&f);
	}
}

static void
the_door(void **state)
{
	struct fake f;
	struct stat st;
	char why[300], longer[200];

	(void)state;
	fake_new(&f);
	assert_int_equal(stat(f.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_int_equal(door_open(f.path, -1, why), -1);
	assert_non_null(strstr(why, "already runs"));
	close(f.listen_fd);
	assert_null(client_open(f.dir, why));			/* nobody listens: the file alone is no daemon */
	assert_non_null(strstr(why, "not running"));
	f.listen_fd = door_open(f.path, -1, why);		/* what a killed daemon left is no obstacle */
	assert_true(f.listen_fd >= 0);
	memset(longer, 'x', sizeof longer - 1);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(door_open(longer, -1, why), -1);
	assert_non_null(strstr(why, "longer than"));
	assert_null(client_open("/nonexistent", why));
	assert_non_null(strstr(why, "not running"));
	fake_done(&f);
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(in_the_order_of_sending),
		cmocka_unit_test(the_window_has_a_limit),
		cmocka_unit_test(a_daemon_that_goes_away),
		cmocka_unit_test(answers_nobody_asked_for),
		cmocka_unit_test(the_door),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
