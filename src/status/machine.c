#include "status/machine.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"

#define FILE_MAX (64u << 10)

/* A file of the kernel's, whole; "" where there is none. Such files have no size to be told. */
static void read_text(const char *path, char *ret, size_t size)
{
    size_t len = 0;
    FILE *file = fopen(path, "re");
    if (file) {
        len = fread(ret, 1, size - 1, file);
        fclose(file);
    }
    ret[len] = '\0';
    while (len && (ret[len - 1] == '\n' || ret[len - 1] == ' '))
        ret[--len] = '\0';
}

static void read_at(const char *root, const char *name, char *ret, size_t size)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", root, name);
    read_text(path, ret, size);
}

static int64_t parse(const char *text, int base)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, base);
    return end == text || errno ? STATUS_UNKNOWN : (int64_t)value;
}

static int64_t read_number(const char *root, const char *name)
{
    char text[64];
    read_at(root, name, text, sizeof(text));
    return parse(text, 10);
}

/* ---- heat */

/* "temp" of 61.2 °C is 61200; a sensor that is absent says something absurd. */
static void add_sensor(struct status_machine *m, const char *name, int64_t milli)
{
    if (milli < -40000 || milli > 150000 || m->sensor_count == STATUS_SENSORS)
        return;
    struct status_sensor *s = &m->sensors[m->sensor_count++];
    size_t n = 0;
    for (const char *p = name; *p && n < sizeof(s->name) - 1; p++)
        s->name[n++] = *p > ' ' && *p < 0x7F ? *p : '_';
    s->name[n] = '\0';
    s->milli_celsius = milli;
}

/* Every file that fits `pattern`, with the name that stands beside it in `label`. */
static void add_sensors(const char *sys, const char *pattern, const char *label,
                        struct status_machine *m)
{
    glob_t found;
    CLEANUP_FREE char *path = xasprintf("%s/%s", sys, pattern);
    if (glob(path, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char text[64], name[64];
        const char *file = found.gl_pathv[i], *slash = strrchr(file, '/');
        CLEANUP_FREE char *folder = xasprintf("%.*s", (int)(slash - file), file);
        read_text(file, text, sizeof(text));
        read_at(folder, label, name, sizeof(name));
        add_sensor(m, *name ? name : slash + 1, parse(text, 10));
    }
    globfree(&found);
}

static void look_heat(const char *sys, struct status_machine *m)
{
    add_sensors(sys, "class/thermal/thermal_zone*/temp", "type", m);
    if (!m->sensor_count)
        add_sensors(sys, "class/hwmon/hwmon*/temp*_input", "name", m);
}

/* ---- power */

/* A Raspberry Pi's firmware: bits of now, and sixteen higher of "since the start". */
#define PI_UNDERVOLTAGE 0x1
#define PI_SLOWED       0xE /* by a limit of frequency, throttling, or the soft limit of heat */

static void look_firmware(int64_t bits, struct status_machine *m)
{
    m->undervoltage_now = (bits & PI_UNDERVOLTAGE) != 0;
    m->undervoltage_seen = (bits >> 16 & PI_UNDERVOLTAGE) != 0;
    m->throttled_now = (bits & PI_SLOWED) != 0;
    m->throttled_seen = (bits >> 16 & PI_SLOWED) != 0;
}

static void look_power(const char *sys, struct status_machine *m)
{
    char text[64];
    read_at(sys, "devices/platform/soc/soc:firmware/get_throttled", text, sizeof(text));
    int64_t bits = parse(text, 16);
    if (bits != STATUS_UNKNOWN) {
        look_firmware(bits, m);
        return;
    }
    glob_t found;
    CLEANUP_FREE char *pattern = xasprintf("%s/class/hwmon/hwmon*", sys);
    if (glob(pattern, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        read_at(found.gl_pathv[i], "name", text, sizeof(text));
        if (strcmp(text, "rpi_volt") == 0)
            m->undervoltage_now = read_number(found.gl_pathv[i], "in0_lcrit_alarm");
    }
    globfree(&found);
}

/* ---- memory, load, time */

/* "MemAvailable:  123 kB" in bytes. */
static int64_t kilobytes(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    int64_t value = at ? parse(at + strlen(key), 10) : STATUS_UNKNOWN;
    return value == STATUS_UNKNOWN ? value : value * 1024;
}

static void look_memory(const char *proc, struct status_machine *m)
{
    char text[4096];
    read_at(proc, "meminfo", text, sizeof(text));
    m->memory_bytes = kilobytes(text, "MemTotal:");
    m->memory_free_bytes = kilobytes(text, "MemAvailable:");
}

static void look_load(const char *proc, struct status_machine *m)
{
    char text[128];
    int whole[3], part[3];
    read_at(proc, "loadavg", text, sizeof(text));
    if (sscanf(text, "%d.%2d %d.%2d %d.%2d", &whole[0], &part[0], &whole[1], &part[1], &whole[2],
               &part[2]) == 6) {
        for (int i = 0; i < 3; i++)
            m->load_milli[i] = whole[i] * 1000 + part[i] * 10;
    }
    read_at(proc, "uptime", text, sizeof(text));
    m->up_s = parse(text, 10);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    m->processors = processors > 0 ? processors : STATUS_UNKNOWN;
}

static void look_disk(const char *folder, struct status_machine *m)
{
    struct statvfs st;
    if (!*folder || statvfs(folder, &st) < 0)
        return;
    m->disk_bytes = (int64_t)st.f_blocks * (int64_t)st.f_frsize;
    m->disk_free_bytes = (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}

/* ---- this program */

static int64_t count_files(const char *proc)
{
    CLEANUP_FREE char *path = xasprintf("%s/self/fd", proc);
    DIR *folder = opendir(path);
    int64_t n = 0;
    if (!folder)
        return STATUS_UNKNOWN;
    for (struct dirent *e; (e = readdir(folder));)
        n += e->d_name[0] != '.';
    closedir(folder);
    return n - 1; /* the folder itself */
}

static void look_self(const char *proc, struct status_machine *m)
{
    char text[4096];
    long long user, kernel;
    read_at(proc, "self/status", text, sizeof(text));
    m->own_bytes = kilobytes(text, "VmRSS:");
    const char *threads = strstr(text, "\nThreads:");
    m->own_threads = threads ? parse(threads + strlen("\nThreads:"), 10) : STATUS_UNKNOWN;
    m->own_files = count_files(proc);
    read_at(proc, "self/stat", text, sizeof(text));
    const char *behind = strrchr(text, ')'); /* the program's name, which may hold anything */
    if (behind && sscanf(behind + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld",
                         &user, &kernel) == 2)
        m->own_cpu_ms = (int64_t)(user + kernel) * 1000 / sysconf(_SC_CLK_TCK);
}

void machine_look(const struct machine_roots *roots, struct status_machine *ret)
{
    *ret = (struct status_machine){
        .memory_bytes = STATUS_UNKNOWN,
        .memory_free_bytes = STATUS_UNKNOWN,
        .disk_bytes = STATUS_UNKNOWN,
        .disk_free_bytes = STATUS_UNKNOWN,
        .load_milli = { STATUS_UNKNOWN, STATUS_UNKNOWN, STATUS_UNKNOWN },
        .processors = STATUS_UNKNOWN,
        .up_s = STATUS_UNKNOWN,
        .undervoltage_now = STATUS_UNKNOWN,
        .undervoltage_seen = STATUS_UNKNOWN,
        .throttled_now = STATUS_UNKNOWN,
        .throttled_seen = STATUS_UNKNOWN,
        .own_bytes = STATUS_UNKNOWN,
        .own_cpu_ms = STATUS_UNKNOWN,
        .own_files = STATUS_UNKNOWN,
        .own_threads = STATUS_UNKNOWN,
    };
    look_heat(roots->sys, ret);
    look_power(roots->sys, ret);
    look_memory(roots->proc, ret);
    look_load(roots->proc, ret);
    look_disk(roots->folder, ret);
    look_self(roots->proc, ret);
}
