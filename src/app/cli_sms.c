/* cli_sms.c - `simoff sms kannel`: what kannel.conf must hold so that lines can answer STOP, and what Kannel must not do.
 * The token in it is made from the desk's key: the output is a secret like the configuration. Errors: see cli.h. */
#include "app/cli_sms.h"

#include <stdio.h>

static const char SERVICE[] =
	"# Into kannel.conf. Whoever reads this token can contest requests: keep the file to Kannel's user.\n"
	"\n"
	"# password: that of [sms] in simoff.conf\n"
	"group = sendsms-user\n"
	"username = %.*s\n"
	"password = ...\n"
	"max-messages = %lld\n"
	"concatenation = true\n"
	"user-allow-ip = \"127.0.0.1\"\n"
	"\n"
	"# max-messages = 0: Kannel itself answers nobody; simoff does\n"
	"group = sms-service\n"
	"keyword = default\n"
	"catch-all = true\n"
	"max-messages = 0\n"
	"omit-empty = true\n"
	"concatenation = true\n"
	"post-url = \"%.*s/sms/received?from=%%p&coding=%%c&token=%.*s\"\n";

enum cli_exit
cli_sms_kannel(struct cli *c, const struct cli_args *args)
{
	struct config *conf = cli_config(c);
	enum cli_exit e = CLI_CONFIG;

	(void)args;
	if (!conf)
		return e;
	struct desk *d = cli_desk(c, conf, true, NULL, NULL);
	if (d) {
		const struct adapter_sms_conf *sms = &conf->adapters.sms;
		struct str user = sms->user.n ? sms->user : STR("simoff"), token = desk_sms_token(d, c->arena);
		struct str url = sms->callback_url.n ? sms->callback_url : conf->operator.public_url;

		fprintf(c->out, SERVICE, STR_ARG(user), (long long)sms->parts_max, STR_ARG(url), STR_ARG(token));
		desk_close(d);
		e = CLI_OK;
	}
	config_free(conf);
	return e;
}
