/* The words of the status page, from the section [status_page] of a language file
 * (assets/lang/id.ini). It is complete or refused, as view/words.h does it with the others. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "status/judge.h"

/* X(KEY, "key in the file") */
#define TEXTS(X)                                                                                   \
    X(TITLE, "title")                                                                              \
    X(WELL, "well")                                                                                \
    X(NOTED, "noted")                                                                              \
    X(ILL, "ill")                                                                                  \
    X(AS_OF, "as_of")                                                                              \
    X(LOST, "lost")                                                                                \
    X(SECONDS, "seconds")                                                                          \
    X(MINUTES, "minutes")                                                                          \
    X(HOURS, "hours")                                                                              \
    X(DAYS, "days")                                                                                \
    X(AGO, "ago")                                                                                  \
    X(AHEAD, "ahead")                                                                              \
    X(DECIMAL, "decimal")                                                                          \
    X(THOUSANDS, "thousands")                                                                      \
    X(YES, "yes")                                                                                  \
    X(NO, "no")                                                                                    \
    X(NEVER, "never")                                                                              \
    X(SCREEN, "screen")                                                                            \
    X(PICTURE, "picture")                                                                          \
    X(SCENE, "scene")                                                                              \
    X(SCENE_MOVING, "scene_moving")                                                                \
    X(SCENE_STILL, "scene_still")                                                                  \
    X(SCENE_BLACK, "scene_black")                                                                  \
    X(SCENE_WAITING, "scene_waiting")                                                              \
    X(DRAWN_BY, "drawn_by")                                                                        \
    X(DISPLAY, "display")                                                                          \
    X(ROWS_LISTED, "rows_listed")                                                                  \
    X(ROWS_SINCE, "rows_since")                                                                    \
    X(ROWS_BEYOND, "rows_beyond")                                                                  \
    X(LAYOUT, "layout")                                                                            \
    X(LAYOUT_IS, "layout_is")                                                                      \
    X(DWELL, "dwell")                                                                              \
    X(CYCLE, "cycle")                                                                              \
    X(RATE, "rate")                                                                                \
    X(RATE_IS, "rate_is")                                                                          \
    X(FRAMES, "frames")                                                                            \
    X(FRAMES_ARE, "frames_are")                                                                    \
    X(GRAPH, "graph")                                                                              \
    X(LIST, "list")                                                                                \
    X(STATE, "state")                                                                              \
    X(AGE_NONE, "age_none")                                                                        \
    X(AGE_FRESH, "age_fresh")                                                                      \
    X(AGE_OLD, "age_old")                                                                          \
    X(AGE_EXPIRED, "age_expired")                                                                  \
    X(AGE_WITHDRAWN, "age_withdrawn")                                                              \
    X(CHECKED, "checked")                                                                          \
    X(KEPT, "kept")                                                                                \
    X(DOCUMENTS, "documents")                                                                      \
    X(PLACES, "places")                                                                            \
    X(ISSUED, "issued")                                                                            \
    X(EXPIRES, "expires")                                                                          \
    X(SERIAL, "serial")                                                                            \
    X(REGION, "region")                                                                            \
    X(SOURCE, "source")                                                                            \
    X(ADDRESS, "address")                                                                          \
    X(ANSWERED, "answered")                                                                        \
    X(NEXT, "next")                                                                                \
    X(FAILURES, "failures")                                                                        \
    X(ROWS, "rows")                                                                                \
    X(ROWS_ARE, "rows_are")                                                                        \
    X(NO_DAY, "no_day")                                                                            \
    X(REASON, "reason")                                                                            \
    X(LEFT_OUT, "left_out")                                                                        \
    X(MEANT, "meant")                                                                              \
    X(PULLS, "pulls")                                                                              \
    X(AT, "at")                                                                                    \
    X(OUTCOME, "outcome")                                                                          \
    X(OUTCOME_NEW, "outcome_new")                                                                  \
    X(OUTCOME_UNCHANGED, "outcome_unchanged")                                                      \
    X(OUTCOME_HELD, "outcome_held")                                                                \
    X(OUTCOME_FAILED, "outcome_failed")                                                            \
    X(ANSWER, "answer")                                                                            \
    X(TOOK, "took")                                                                                \
    X(RECEIVED, "received")                                                                        \
    X(WHAT, "what")                                                                                \
    X(MACHINE, "machine")                                                                          \
    X(TEMPERATURE, "temperature")                                                                  \
    X(MEMORY, "memory")                                                                            \
    X(DISK, "disk")                                                                                \
    X(FREE_OF, "free_of")                                                                          \
    X(LOAD, "load")                                                                                \
    X(LOAD_IS, "load_is")                                                                          \
    X(UNDERVOLTAGE, "undervoltage")                                                                \
    X(THROTTLED, "throttled")                                                                      \
    X(SEEN, "seen")                                                                                \
    X(MACHINE_UP, "machine_up")                                                                    \
    X(PROGRAM, "program")                                                                          \
    X(ID, "id")                                                                                    \
    X(VERSION, "version")                                                                          \
    X(PROGRAM_UP, "program_up")                                                                    \
    X(OWN_MEMORY, "own_memory")                                                                    \
    X(OWN_CPU, "own_cpu")                                                                          \
    X(OWN_FILES, "own_files")

#define TEXTS_ENUM(key, name) TEXT_##key,
enum text { TEXTS(TEXTS_ENUM) TEXT_COUNT };
#undef TEXTS_ENUM

/* Why rows are left out: what feed_reason_names and intake_reason_names have together. */
extern const char *const status_reason_names[];
extern const size_t status_reason_count;

struct texts;

/* Reads a language file's text; `name` stands for it in the sentence of an error. */
struct texts *texts_parse(const char *text, size_t len, const char *name, struct error *err);
void texts_free(struct texts *t);
DEFINE_CLEANUP(struct texts *, texts_free)

/* The file's language as HTML names it: "id". */
const char *texts_language(const struct texts *t);
const char *texts_get(const struct texts *t, enum text key);
/* {where} and {amount} are to be filled in. */
const char *texts_problem(const struct texts *t, enum status_problem problem);
/* The name itself where it is not known. */
const char *texts_reason(const struct texts *t, const char *name);
/* Appends `text` with {names} replaced: pairs of name and value, ended by NULL. */
void texts_fill(const char *text, struct buffer *out, ...) __attribute__((sentinel));
