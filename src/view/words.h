/* The words on the screen, from a language file (assets/lang/id.ini). A file is
 * complete or refused: every key that the program uses, none that it does not know.
 * {name} in a sentence is filled in. */
#pragma once

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "model/document.h"

/* X(KEY, "key in the file") */
#define WORDS(X)                                                                                   \
    X(TITLE, "title")                                                                              \
    X(PICK_UP_AT, "pick_up_at")                                                                    \
    X(NO_PLACE_LABEL, "no_place_label")                                                            \
    X(NO_PLACE, "no_place")                                                                        \
    X(OPEN_TODAY, "open_today")                                                                    \
    X(CLOSED_TODAY, "closed_today")                                                                \
    X(CLOSED_NOW, "closed_now")                                                                    \
    X(OPENS_TODAY, "opens_today")                                                                  \
    X(OPENS_ON, "opens_on")                                                                        \
    X(SERVICE_HOURS, "service_hours")                                                              \
    X(NUMBER, "number")                                                                            \
    X(DOWNLOAD, "download")                                                                        \
    X(DONE_TODAY, "done_today")                                                                    \
    X(DONE_YESTERDAY, "done_yesterday")                                                            \
    X(DONE_ON, "done_on")                                                                          \
    X(NEW, "new")                                                                                  \
    X(BRING, "bring")                                                                              \
    X(BRING_MORE_ONE, "bring_more_one")                                                            \
    X(BRING_MORE_MANY, "bring_more_many")                                                          \
    X(COUNT_ONE, "count_one")                                                                      \
    X(COUNT_MANY, "count_many")                                                                    \
    X(COUNT_PART, "count_part")                                                                    \
    X(CYCLE_ONE, "cycle_one")                                                                      \
    X(CYCLE_MANY, "cycle_many")                                                                    \
    X(CYCLE_HOURS_ONE, "cycle_hours_one")                                                          \
    X(CYCLE_HOURS_MANY, "cycle_hours_many")                                                        \
    X(PAGE, "page")                                                                                \
    X(BEYOND_CODE, "beyond_by_code")                                                               \
    X(BEYOND_ASK, "beyond_ask")                                                                    \
    X(CODE_CAPTION, "code_caption")                                                                \
    X(UPDATED, "updated")                                                                          \
    X(UPDATED_DATE, "updated_date")                                                                \
    X(ARRIVED_ONE, "arrived_one")                                                                  \
    X(ARRIVED_MANY, "arrived_many")                                                                \
    X(OLD, "old")                                                                                  \
    X(OLD_DATE, "old_date")                                                                        \
    X(UPDATED_UNKNOWN, "updated_unknown")                                                          \
    X(OLD_UNKNOWN, "old_unknown")                                                                  \
    X(EXPIRED, "expired")                                                                          \
    X(EMPTY_TITLE, "empty_title")                                                                  \
    X(EMPTY_TEXT, "empty_text")                                                                    \
    X(ASK_BY_CODE, "ask_by_code")                                                                  \
    X(ASK_AT_DESK, "ask_at_desk")                                                                  \
    X(STARTING_TITLE, "starting_title")                                                            \
    X(STARTING_SINCE, "starting_since")                                                            \
    X(WITHDRAWN_TITLE, "withdrawn_title")                                                          \
    X(WITHDRAWN_TEXT, "withdrawn_text")                                                            \
    X(WITHDRAWN_DATE, "withdrawn_date")                                                            \
    X(DATE_LONG, "date_long")                                                                      \
    X(DATE_SHORT, "date_short")                                                                    \
    X(TIME, "time")                                                                                \
    X(THOUSANDS, "thousands")                                                                      \
    X(WEEKDAYS, "weekdays")                                                                        \
    X(WEEKDAYS_SHORT, "weekdays_short")                                                            \
    X(MONTHS, "months")                                                                            \
    X(MONTHS_SHORT, "months_short")

#define WORDS_ENUM(key, name) WORD_##key,
enum word { WORDS(WORDS_ENUM) WORD_COUNT };
#undef WORDS_ENUM

struct words;

/* Reads a language file's text; `name` stands for it in the sentence of an error. */
struct words *words_parse(const char *text, size_t len, const char *name, struct error *err);
void words_free(struct words *w);
DEFINE_CLEANUP(struct words *, words_free)

const char *words_get(const struct words *w, enum word key);
/* What stands on the badge of a type. */
const char *words_type(const struct words *w, enum document_type type);

/* Appends words_get(key) with {names} replaced: pairs of name and value, ended by NULL.
 *     words_add(w, &out, WORD_NUMBER, "number", "4821", NULL); */
void words_add(const struct words *w, struct buffer *out, enum word key, ...)
    __attribute__((sentinel));

/* The sentence for a number, {count} filled in: of the two that a language has for one and for
 * many. Indonesian says the same in both. */
void words_add_count(const struct words *w, struct buffer *out, enum word one, enum word many,
                     uint32_t n);

/* "09.41" */
void words_add_time(const struct words *w, struct buffer *out, struct civil when);
/* "Senin, 23 November 2026", and "Jum 20 Nov" */
void words_add_date(const struct words *w, struct buffer *out, struct civil when);
void words_add_short_date(const struct words *w, struct buffer *out, struct civil when);
/* "Senin" */
void words_add_weekday(const struct words *w, struct buffer *out, struct civil when);
/* The sentence `key` with {date} (short) and {time} filled in. */
void words_add_moment(const struct words *w, struct buffer *out, enum word key, struct civil when);
/* "4.821" */
void words_add_number(const struct words *w, struct buffer *out, uint32_t n);
