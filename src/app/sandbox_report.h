/* sandbox_report.h - the last words of a process that asked for a system call it may not have. See sandbox.h. */
#ifndef SIMOFF_SANDBOX_REPORT_H
#define SIMOFF_SANDBOX_REPORT_H
#include "base/base.h"

#define SANDBOX_REPORT_CALLS 600u	/* numbers of system calls that can be named */
#define SANDBOX_REPORT_NAME  24u

/* sandbox_report_name(number, name): before sandbox_report_open; a longer name is cut, a higher number stays a number. */
void sandbox_report_name(unsigned number, const char *name);
/* sandbox_report_open(name): on SIGSYS one log line, event sandbox.call, then the end by that signal. NAME is borrowed. */
void sandbox_report_open(const char *name);
#endif
