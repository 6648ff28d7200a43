/* What the sources say now, as one list: for a run, or again and again. Pulling without a schedule,
 * and without keeping: what was published is what is known. One thread. */
#pragma once

#include "base/error.h"
#include "config/config.h"
#include "fetch/source.h"
#include "publish/status.h"

struct gathering;

/* `id_key`, HASH_KEY_SIZE bytes, is what ids are hashed under. NULL with a sentence: the settings
 * are wrong. Keeps nothing of `c` but copies. */
struct gathering *gathering_new(const struct config *c, const uint8_t *id_key, struct error *err);
void gathering_free(struct gathering *g);
DEFINE_CLEANUP(struct gathering *, gathering_free)

/* Appends lines that name what was pulled and not dropped, or accepted last, of each source
 * (validators, a keyed hash), and takes them up again in another run, in the place of all that this
 * one knows: what is as it was then is not read again. Lines that are not understood, or of other
 * sources, are passed over. */
void gathering_note(const struct gathering *g, struct buffer *out);
void gathering_recall(struct gathering *g, const char *note);

/* Asks each source; `whole`: also for what has not changed. `*ret_list` is the list, which stays
 * this one's until gathering_accept() or gathering_drop(), or NULL where nothing has changed. On
 * a failure of one of them none counts. */
enum publish_status gathering_pull(struct gathering *g, int64_t now_s, bool whole,
                                   const struct snapshot **ret_list, struct error *err);
/* Of what was pulled, the first source whose list all but empties the one that was accepted of it
 * last; NULL: none. */
const struct source *gathering_collapse(const struct gathering *g, uint32_t *ret_before,
                                        uint32_t *ret_after);
/* What was pulled is published. */
void gathering_accept(struct gathering *g);
/* It is not, and is to be pulled again. */
void gathering_drop(struct gathering *g);

/* For telling people. The settings are those of that source. */
size_t gathering_count(const struct gathering *g);
const struct source *gathering_source(const struct gathering *g, size_t index);
const struct config *gathering_config(const struct gathering *g, size_t index);
uint32_t gathering_copies(const struct gathering *g); /* rows that another source has newer */
