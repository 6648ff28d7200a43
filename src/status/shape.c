#include "status/shape.h"

const char *const status_age_names[STATUS_AGES] = {
    [STATUS_NO_LIST] = "none",    [STATUS_FRESH] = "fresh",         [STATUS_OLD] = "old",
    [STATUS_EXPIRED] = "expired", [STATUS_WITHDRAWN] = "withdrawn",
};
const char *const status_scene_names[STATUS_SCENES] = {
    [STATUS_MOVING] = "moving",
    [STATUS_STILL] = "still",
    [STATUS_BLACK] = "black",
    [STATUS_WAITING] = "waiting",
};
const char *const status_outcome_names[STATUS_OUTCOMES] = {
    [STATUS_NEW] = "new",
    [STATUS_UNCHANGED] = "unchanged",
    [STATUS_HELD] = "held",
    [STATUS_FAILED] = "failed",
};

/* The kind must match the field's type; the compiler sees to it. */
#define FIELD(type, field) (((type *)0)->field)
#define AT(type, name, field, k, ...)                                                              \
    {                                                                                              \
        .key = name, .kind = (k), .offset = offsetof(type, field),                                 \
        .size = sizeof(FIELD(type, field)), __VA_ARGS__                                            \
    }
#define TEXT(type, field) AT(type, #field, field, MEMBER_TEXT)
#define NUMBER(type, field)                                                                        \
    AT(type, #field, field,                                                                        \
       _Generic(FIELD(type, field), bool                                                           \
                : MEMBER_BOOL, int                                                                 \
                : MEMBER_INT, uint32_t                                                             \
                : MEMBER_U32, uint64_t                                                             \
                : MEMBER_U64, int64_t                                                              \
                : MEMBER_I64))
#define CHECKED(type, field, want, k) _Generic(FIELD(type, field), want : (k))
#define TIME(type, name, field)       AT(type, name, field, CHECKED(type, field, int64_t, MEMBER_TIME))
#define DAY(type, field)              AT(type, #field, field, CHECKED(type, field, int32_t, MEMBER_DAY))
#define CHOICE(type, field, list)                                                                  \
    AT(type, #field, field, MEMBER_CHOICE, .names = (list), .most = (int)COUNT(list))
#define OBJECT(type, field, of) AT(type, #field, field, MEMBER_OBJECT, .shape = (of))
#define ARRAY(type, name, field, number, of)                                                       \
    {                                                                                              \
        .key = name, .kind = MEMBER_ARRAY, .offset = offsetof(type, field),                        \
        .size = sizeof(FIELD(type, field[0])), .count = offsetof(type, number),                    \
        .most = (int)COUNT(FIELD(type, field)), .shape = (of)                                      \
    }
#define NUMBERS(type, field, number)                                                               \
    {                                                                                              \
        .key = #field, .kind = CHECKED(type, field[0], uint32_t, MEMBER_NUMBERS),                  \
        .offset = offsetof(type, field), .size = sizeof(uint32_t),                                 \
        .count = offsetof(type, number), .most = (int)COUNT(FIELD(type, field))                    \
    }
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

static const struct member list_shape[] = {
    CHOICE(struct status_list, age, status_age_names),
    NUMBER(struct status_list, kept),
    NUMBER(struct status_list, documents),
    NUMBER(struct status_list, places),
    NUMBER(struct status_list, serial),
    TEXT(struct status_list, region),
    TIME(struct status_list, "issued", issued_wall_s),
    TIME(struct status_list, "expires", expires_wall_s),
    TIME(struct status_list, "checked", checked_wall_s),
    NUMBER(struct status_list, age_s),
    END,
};

static const struct member plan_shape[] = {
    NUMBER(struct status_plan, known),    NUMBER(struct status_plan, still),
    NUMBER(struct status_plan, rows),     NUMBER(struct status_plan, beyond),
    NUMBER(struct status_plan, columns),  NUMBER(struct status_plan, row_px),
    NUMBER(struct status_plan, dwell_ms), NUMBER(struct status_plan, cycle_s),
    DAY(struct status_plan, since),       END,
};

static const struct member screen_shape[] = {
    TEXT(struct status_screen, name),
    TEXT(struct status_screen, title),
    TEXT(struct status_screen, display),
    TEXT(struct status_screen, driver),
    CHOICE(struct status_screen, scene, status_scene_names),
    NUMBER(struct status_screen, width),
    NUMBER(struct status_screen, height),
    NUMBER(struct status_screen, rate_hz),
    NUMBER(struct status_screen, refresh_hz),
    NUMBER(struct status_screen, stuck_s),
    NUMBER(struct status_screen, frames),
    NUMBER(struct status_screen, late),
    NUMBER(struct status_screen, recent),
    NUMBER(struct status_screen, recent_late),
    NUMBER(struct status_screen, longest_us),
    NUMBER(struct status_screen, usual_us),
    NUMBERS(struct status_screen, points_us, points),
    OBJECT(struct status_screen, plan, plan_shape),
    END,
};

static const struct member reason_shape[] = {
    TEXT(struct status_reason, reason),
    NUMBER(struct status_reason, rows),
    NUMBER(struct status_reason, meant),
    END,
};

static const struct member pull_shape[] = {
    TIME(struct status_pull, "at", wall_s),
    CHOICE(struct status_pull, outcome, status_outcome_names),
    NUMBER(struct status_pull, took_ms),
    NUMBER(struct status_pull, answer),
    NUMBER(struct status_pull, received),
    TEXT(struct status_pull, sentence),
    END,
};

/* Of the outcomes' counts: an array of the enum has a member for each. */
#define OUTCOME(name, number)                                                                      \
    {                                                                                              \
        .key = name, .kind = MEMBER_U64, .offset = (number) * sizeof(uint64_t),                    \
        .size = sizeof(uint64_t)                                                                   \
    }
static const struct member outcomes_shape[] = {
    OUTCOME("new", STATUS_NEW),
    OUTCOME("unchanged", STATUS_UNCHANGED),
    OUTCOME("held", STATUS_HELD),
    OUTCOME("failed", STATUS_FAILED),
    END,
};
static_assert(COUNT(outcomes_shape) == STATUS_OUTCOMES + 1, "each outcome");

static const struct member source_shape[] = {
    TEXT(struct status_source, name),
    TEXT(struct status_source, url),
    NUMBER(struct status_source, rows),
    NUMBER(struct status_source, shown),
    NUMBER(struct status_source, left_out),
    NUMBER(struct status_source, no_day),
    ARRAY(struct status_source, "reasons", reasons, reason_count, reason_shape),
    NUMBER(struct status_source, failures),
    NUMBER(struct status_source, answered_boot_s),
    NUMBER(struct status_source, next_boot_s),
    OBJECT(struct status_source, outcomes, outcomes_shape),
    NUMBER(struct status_source, received),
    ARRAY(struct status_source, "pulls", pulls, pull_count, pull_shape),
    END,
};

static const struct member sensor_shape[] = {
    TEXT(struct status_sensor, name),
    NUMBER(struct status_sensor, milli_celsius),
    END,
};

static const struct member machine_shape[] = {
    ARRAY(struct status_machine, "sensors", sensors, sensor_count, sensor_shape),
    NUMBER(struct status_machine, memory_bytes),
    NUMBER(struct status_machine, memory_free_bytes),
    NUMBER(struct status_machine, disk_bytes),
    NUMBER(struct status_machine, disk_free_bytes),
    AT(struct status_machine, "load1_milli", load_milli[0], MEMBER_I64),
    AT(struct status_machine, "load5_milli", load_milli[1], MEMBER_I64),
    AT(struct status_machine, "load15_milli", load_milli[2], MEMBER_I64),
    NUMBER(struct status_machine, processors),
    NUMBER(struct status_machine, up_s),
    NUMBER(struct status_machine, undervoltage_now),
    NUMBER(struct status_machine, undervoltage_seen),
    NUMBER(struct status_machine, throttled_now),
    NUMBER(struct status_machine, throttled_seen),
    NUMBER(struct status_machine, own_bytes),
    NUMBER(struct status_machine, own_cpu_ms),
    NUMBER(struct status_machine, own_files),
    NUMBER(struct status_machine, own_threads),
    END,
};

const struct member status_shape[] = {
    AT(struct status_whole, "id", facts.id, MEMBER_TEXT),
    AT(struct status_whole, "version", facts.version, MEMBER_TEXT),
    AT(struct status_whole, "office", facts.office, MEMBER_TEXT),
    TIME(struct status_whole, "now", facts.wall_s),
    AT(struct status_whole, "boot_s", facts.boot_s, MEMBER_I64),
    AT(struct status_whole, "started_boot_s", facts.started_boot_s, MEMBER_I64),
    AT(struct status_whole, "told_s", told_s, MEMBER_I64),
    AT(struct status_whole, "utc_offset_s", facts.utc_offset_s, MEMBER_INT),
    AT(struct status_whole, "clock_trusted", facts.clock_trusted, MEMBER_BOOL),
    AT(struct status_whole, "panel_off", facts.panel_off, MEMBER_BOOL),
    AT(struct status_whole, "list", facts.list, MEMBER_OBJECT, .shape = list_shape),
    ARRAY(struct status_whole, "screens", facts.screens, facts.screen_count, screen_shape),
    ARRAY(struct status_whole, "sources", sources.all, sources.count, source_shape),
    AT(struct status_whole, "machine", machine, MEMBER_OBJECT, .shape = machine_shape),
    END,
};
