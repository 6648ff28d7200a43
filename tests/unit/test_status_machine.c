/* status/machine.h, fed with the files of other machines. */
#include "unit/status_support.h"

#include <stdlib.h>
#include <unistd.h>

#include "status/machine.h"

static char root[] = "/tmp/siapambil-machine-XXXXXX";

static int begin(void **state)
{
    (void)state;
    snprintf(root, sizeof(root), "/tmp/siapambil-machine-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int finish(void **state)
{
    (void)state;
    CLEANUP_FREE char *command = xasprintf("rm -r %s", root);
    return system(command);
}

static void put(const char *path, const char *text)
{
    struct error err = { "" };
    CLEANUP_FREE char *whole = xasprintf("%s/%s", root, path);
    CLEANUP_FREE char *folder = xasprintf("%.*s", (int)(strrchr(whole, '/') - whole), whole);
    assert_true(file_make_folders(folder, 0755, &err));
    assert_true(file_replace(whole, text, strlen(text), 0644, &err));
}

static struct status_machine look(void)
{
    struct status_machine m;
    CLEANUP_FREE char *sys = xasprintf("%s/sys", root), *proc = xasprintf("%s/proc", root);
    machine_look(&(struct machine_roots){ sys, proc, root }, &m);
    return m;
}

static void a_machine_that_tells_nothing_is_unknown(void **state)
{
    (void)state;
    struct status_machine m = look();
    assert_int_equal(m.sensor_count, 0);
    assert_true(m.memory_bytes == STATUS_UNKNOWN && m.load_milli[0] == STATUS_UNKNOWN);
    assert_true(m.undervoltage_now == STATUS_UNKNOWN && m.throttled_seen == STATUS_UNKNOWN);
    assert_true(m.own_bytes == STATUS_UNKNOWN && m.own_files == STATUS_UNKNOWN);
    assert_true(m.disk_bytes > 0); /* the folder is there */
}

static void a_raspberry_pi_tells_of_its_voltage(void **state)
{
    (void)state;
    static const struct {
        const char *bits;
        int64_t now, seen, slow, slowed;
    } cases[] = {
        { "0", 0, 0, 0, 0 },     { "0x0\n", 0, 0, 0, 0 }, { "50005", 1, 1, 1, 1 },
        { "10000", 0, 1, 0, 0 }, { "80008", 0, 0, 1, 1 }, { "20002\n", 0, 0, 1, 1 },
    };
    put("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
    put("sys/class/thermal/thermal_zone0/temp", "61233\n");
    for (size_t i = 0; i < COUNT(cases); i++) {
        put("sys/devices/platform/soc/soc:firmware/get_throttled", cases[i].bits);
        struct status_machine m = look();
        assert_int_equal(m.undervoltage_now, cases[i].now);
        assert_int_equal(m.undervoltage_seen, cases[i].seen);
        assert_int_equal(m.throttled_now, cases[i].slow);
        assert_int_equal(m.throttled_seen, cases[i].slowed);
        assert_int_equal(m.sensor_count, 1);
        assert_string_equal(m.sensors[0].name, "cpu-thermal");
        assert_int_equal(m.sensors[0].milli_celsius, 61233);
    }
}

static void a_pi_with_a_newer_kernel_tells_by_its_sensor(void **state)
{
    (void)state;
    put("sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
    put("sys/class/hwmon/hwmon0/temp1_input", "48000\n");
    put("sys/class/hwmon/hwmon1/name", "rpi_volt\n");
    put("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    struct status_machine m = look();
    assert_int_equal(m.undervoltage_now, 1);
    assert_true(m.undervoltage_seen == STATUS_UNKNOWN);
    /* Without thermal zones, the sensors of hwmon. */
    assert_int_equal(m.sensor_count, 1);
    assert_string_equal(m.sensors[0].name, "cpu_thermal");
}

static void sensors_that_are_absurd_or_too_many_count_for_nothing(void **state)
{
    (void)state;
    put("sys/class/thermal/thermal_zone0/temp", "-274000\n");
    put("sys/class/thermal/thermal_zone1/temp", "no number\n");
    put("sys/class/thermal/thermal_zone2/temp", "");
    put("sys/class/thermal/thermal_zone3/type", "a b\033[2J\n");
    put("sys/class/thermal/thermal_zone3/temp", "20000");
    struct status_machine m = look();
    assert_int_equal(m.sensor_count, 1);
    assert_string_equal(m.sensors[0].name, "a_b_[2J");
    for (int i = 10; i < 30; i++) {
        char path[80];
        snprintf(path, sizeof(path), "sys/class/thermal/thermal_zone%d/temp", i);
        put(path, "30000");
    }
    assert_int_equal(look().sensor_count, STATUS_SENSORS);
}

static void memory_load_and_the_program_are_read(void **state)
{
    (void)state;
    put("proc/meminfo", "MemTotal:        1000 kB\nMemFree:  1 kB\nMemAvailable:     400 kB\n");
    put("proc/loadavg", "0.42 12.05 3.00 1/234 5678\n");
    put("proc/uptime", "90061.37 300000.00\n");
    put("proc/self/status", "Name:\tsiapambil\nVmRSS:\t   34000 kB\nThreads:\t3\n");
    put("proc/self/stat", "77 (a) b) c) S 1 77 77 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 3 0 1\n");
    put("proc/self/fd/0", "");
    put("proc/self/fd/1", "");
    put("proc/self/fd/2", "");
    struct status_machine m = look();
    assert_int_equal(m.memory_bytes, 1000 * 1024);
    assert_int_equal(m.memory_free_bytes, 400 * 1024);
    assert_int_equal(m.load_milli[0], 420);
    assert_int_equal(m.load_milli[1], 12050);
    assert_int_equal(m.load_milli[2], 3000);
    assert_int_equal(m.up_s, 90061);
    assert_int_equal(m.own_bytes, 34000 * 1024);
    assert_int_equal(m.own_threads, 3);
    assert_int_equal(m.own_cpu_ms, 300 * 1000 / sysconf(_SC_CLK_TCK));
    assert_int_equal(m.own_files, 2); /* of the three one is the folder that is read */
}

static void this_machine_can_be_read(void **state)
{
    (void)state;
    struct status_machine m;
    machine_look(&(struct machine_roots){ "/sys", "/proc", "/nowhere" }, &m);
    assert_true(m.memory_bytes > m.memory_free_bytes && m.memory_free_bytes > 0);
    assert_true(m.own_bytes > 0 && m.own_files >= 3 && m.own_threads == 1 && m.own_cpu_ms >= 0);
    assert_true(m.disk_bytes == STATUS_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_machine_that_tells_nothing_is_unknown, begin, finish),
        cmocka_unit_test_setup_teardown(a_raspberry_pi_tells_of_its_voltage, begin, finish),
        cmocka_unit_test_setup_teardown(a_pi_with_a_newer_kernel_tells_by_its_sensor, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(sensors_that_are_absurd_or_too_many_count_for_nothing,
                                        begin, finish),
        cmocka_unit_test_setup_teardown(memory_load_and_the_program_are_read, begin, finish),
        cmocka_unit_test(this_machine_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
