/* Days as offices write them. */
#pragma once

#include "base/base.h"

/* How a date of three numbers is read; a first number of four digits is always a year. Month and
 * day are never guessed from what would fit. */
enum date_order { DATE_DMY, DATE_MDY, DATE_YMD };

/* Reads "2026-11-20", RFC 3339 and the like with or without an offset, "20/11/2026",
 * "20-11-2026 08:15:00", "20.11.26", "18 April 2020", "Senin, 20 Agt 2026", a
 * spreadsheet's serial number (46346.5), and seconds or milliseconds since 1970 (10 and 13
 * digits). Month names are Indonesian or English, whole or short. `utc_offset_s` is the
 * office's: a time with another offset falls on the office's day. false when it is none of
 * them, or no day between 2000 and 2099. */
bool date_text_parse(const char *text, enum date_order order, int utc_offset_s, int32_t *ret_day);
