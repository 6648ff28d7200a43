/* Whole files: read within a bound, replaced so that a reader (or the next start after a power cut)
 * sees the old content or the new, never a mix. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

/* Once in main, first: a standard descriptor that was closed from outside is opened, so that no
 * other file gets its number, and with it what is logged or printed. Reading from it, or writing
 * to it, fails as it would have. */
void file_keep_standard(void);

/* Appends the file's content to `out`; an error when it is longer than `out` may grow, is no
 * regular file, or cannot be read. The sentence names `path`. */
bool file_read(const char *path, struct buffer *out, struct error *err);

/* Temporary file in the same folder, fsync, rename, fsync of the folder. `mode` as in open(2).
 * On an error the old file is as it was. */
bool file_replace(const char *path, const void *data, size_t len, unsigned mode, struct error *err);

/* The same of what comes in pieces: begin, add, finish; or abandon, which leaves the old file. Both of
 * the last free it. file_put_first() writes over the file's first bytes, which were added before. */
struct file_writing;
struct file_writing *file_begin(const char *path, unsigned mode, struct error *err);
bool file_add(struct file_writing *w, const void *data, size_t len, struct error *err);
bool file_put_first(struct file_writing *w, const void *data, size_t len, struct error *err);
bool file_finish(struct file_writing *w, struct error *err);
void file_abandon(struct file_writing *w);
DEFINE_CLEANUP(struct file_writing *, file_abandon)

/* Takes the folder for as long as the descriptor is open, or this program runs: of several
 * programs that ask, one has it. `*ret_fd` is -1 where the file system knows no locks;
 * there nobody is stopped. */
bool file_lock_folder(const char *path, int *ret_fd, struct error *err);

/* mkdir -p. An existing folder is fine. */
bool file_make_folders(const char *path, unsigned mode, struct error *err);

/* Writes all of it, however often the kernel takes a part. false with errno. */
bool file_write_all(int fd, const void *data, size_t len);
