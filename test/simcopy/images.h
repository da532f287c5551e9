/* images.h - images for tests, as a card would give them: files with records, entries of EF_ADN, messages. */
#ifndef SIMOFF_TEST_SIMCOPY_IMAGES_H
#define SIMOFF_TEST_SIMCOPY_IMAGES_H
#include "simcopy/image.h"

/* A linear file with N records of SIZE bytes, all FF and read. PATH in an application begins with 7FFF. */
struct image_file *images_file(struct image *, const char *path, size_t size, size_t n);
void images_set(struct image *, struct image_file *, size_t number, struct str bytes);	/* padded with FF; NUMBER from 1 */
void images_binary(struct image *, const char *path, struct str bytes);

/* A record of EF_ADN: the name's bytes as they are, a number as text (or empty), and the record of EXT1. */
void images_adn(struct image *, struct image_file *, size_t number, struct str name, const char *digits, uint8_t ext);
#endif
