/* serve_files.h - a backup handed over: its files one by one, as a page to print, as an archive, on a stick. */
#ifndef SIMOFF_SIMCOPY_SERVE_FILES_H
#define SIMOFF_SIMCOPY_SERVE_FILES_H
#include "simcopy/serve_api.h"

#define SERVE_FILES_VIEW_PATH "/view/"
#define SERVE_FILES_PATH      "/api/files/"

void serve_files_list(struct serve_api *, struct httpd_request *);
void serve_files_one(struct serve_api *, struct httpd_request *);
void serve_files_view(struct serve_api *, struct httpd_request *);	/* index.html; its address is the key */
void serve_files_archive(struct serve_api *, struct httpd_request *);
void serve_files_stick(struct serve_api *, struct httpd_request *);
#endif
