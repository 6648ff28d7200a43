/* What the sandbox refuses is tried, and what it must not refuse as well: each in a process of its own, since nothing
 * takes it back. */
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"

extern char **environ;

/* Its result: 0, or the number of what went wrong. */
static int in_a_process(int (*work)(const char *folder), const char *folder)
{
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(work(folder));
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool refuse_calls(void)
{
    struct error err = { "" };
    return sandbox_forbid_new_privileges(&err) && sandbox_refuse_calls(&err);
}

/* ---- system calls */

enum { FD = 3 };

static long try_ptrace(void)
{
#ifdef __SANITIZE_ADDRESS__ /* allowed there */
    errno = EPERM;
    return -1;
#else
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
#endif
}

static long try_to_read_memory(void)
{
    return syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0);
}

static long try_mount(void)
{
    return mount("none", "/tmp", "tmpfs", 0, NULL);
}

static long try_chroot(void)
{
    return chroot("/");
}

static long try_new_mount_api(void)
{
    return syscall(SYS_fsopen, "tmpfs", 0);
}

static long try_module(void)
{
    return syscall(SYS_init_module, NULL, 0, "");
}

static long try_kexec(void)
{
    return syscall(SYS_kexec_load, 0, 0, NULL, 0);
}

static long try_reboot(void)
{
    return syscall(SYS_reboot, 0, 0, 0, NULL); /* with the wrong magic, so that it does not */
}

static long try_bpf(void)
{
    return syscall(SYS_bpf, 0, NULL, 0);
}

static long try_performance(void)
{
    return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

static long try_io_uring(void)
{
    return syscall(SYS_io_uring_setup, 0, NULL);
}

static long try_userfaultfd(void)
{
    return syscall(SYS_userfaultfd, 0);
}

static long try_keyring(void)
{
    return syscall(SYS_keyctl, 0, 0, 0, 0, 0);
}

static long try_another_user(void)
{
    return syscall(SYS_setuid, 65534);
}

static long try_the_same_user(void)
{
    return syscall(SYS_setresuid, -1, -1, -1);
}

static long try_groups(void)
{
    return syscall(SYS_setgroups, 0, NULL);
}

static long try_unshare(void)
{
    return unshare(CLONE_NEWUSER);
}

static long try_namespace_by_clone(void)
{
    long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        _exit(0);
    return pid;
}

static long try_another_namespace(void)
{
    return setns(FD, 0);
}

static long try_clock(void)
{
    return syscall(SYS_clock_settime, 0, NULL);
}

static long try_host_name(void)
{
    return sethostname("x", 1);
}

static long try_packets(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static long try_kernel_crypto(void)
{
    return socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static long try_virtual_sockets(void)
{
    return socket(AF_VSOCK, SOCK_STREAM, 0);
}

static long try_typing(void)
{
    return ioctl(FD, TIOCSTI, "x");
}

static const struct {
    const char *what;
    long (*act)(void);
    int error;
} refused[] = {
    { "tracing", try_ptrace, EPERM },
    { "reading a process's memory", try_to_read_memory, EPERM },
    { "mounting", try_mount, EPERM },
    { "another root", try_chroot, EPERM },
    { "mounting by the new calls", try_new_mount_api, EPERM },
    { "loading a module", try_module, EPERM },
    { "kexec", try_kexec, EPERM },
    { "a reboot", try_reboot, EPERM },
    { "BPF", try_bpf, EPERM },
    { "measuring", try_performance, EPERM },
    { "io_uring", try_io_uring, EPERM },
    { "userfaultfd", try_userfaultfd, EPERM },
    { "keyrings", try_keyring, EPERM },
    { "another user", try_another_user, EPERM },
    { "setting users at all", try_the_same_user, EPERM },
    { "other groups", try_groups, EPERM },
    { "a namespace", try_unshare, EPERM },
    { "a namespace for a child", try_namespace_by_clone, EPERM },
    { "entering a namespace", try_another_namespace, EPERM },
    { "the clock", try_clock, EPERM },
    { "the host's name", try_host_name, EPERM },
    { "raw packets", try_packets, EAFNOSUPPORT },
    { "the kernel's cryptography", try_kernel_crypto, EAFNOSUPPORT },
    { "a virtual machine's sockets", try_virtual_sockets, EAFNOSUPPORT },
    { "typing into the terminal", try_typing, EPERM },
};

static int try_all(const char *folder)
{
    (void)folder;
    if (!refuse_calls())
        return 255;
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (refused[i].act() != -1 || errno != refused[i].error) {
            fprintf(stderr, "%s: %s\n", refused[i].what, strerror(errno));
            return (int)i + 1;
        }
    }
    return 0;
}

static void what_only_an_intruder_wants_is_refused(void **state)
{
    (void)state;
    assert_int_equal(in_a_process(try_all, ""), 0);
}

static void *nothing(void *ctx)
{
    return ctx;
}

static int spawn(const char *program)
{
    char *const arguments[] = { (char *)(uintptr_t)program, NULL };
    pid_t pid;
    int status = -1;
    if (posix_spawnp(&pid, program, NULL, NULL, arguments, environ) == 0)
        waitpid(pid, &status, 0);
    return status;
}

/* What the board and the programs that it runs live by. */
static int use_the_rest(const char *folder)
{
    static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };
    pthread_t thread;
    (void)folder;
    if (!refuse_calls())
        return 255;
    for (size_t i = 0; i < COUNT(families); i++) {
        int fd = socket(families[i], families[i] == AF_NETLINK ? SOCK_RAW : SOCK_STREAM, 0);
        if (fd < 0 && errno == EAFNOSUPPORT && families[i] != AF_INET6)
            return 1;
        close(fd);
    }
    if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
        return 2;
    if (spawn("true") != 0)
        return 3;
    /* llvmpipe and drivers compile. */
    if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
        MAP_FAILED)
        return 4;
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        return 5;
    return refuse_calls() ? 0 : 6; /* once more, as another image of the process does */
}

static void threads_programs_and_usual_sockets_are_not(void **state)
{
    (void)state;
    assert_int_equal(in_a_process(use_the_rest, ""), 0);
}

/* ---- files */

static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

static char *make_tree(char folder[64])
{
    static const char *const folders[] = { "read", "write", "other" };
    snprintf(folder, 64, "/tmp/siapambil-sandbox-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT(folders); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, folders[i]);
        CLEANUP_FREE char *file = xasprintf("%s/file", path);
        assert_return_code(mkdir(path, 0700), errno);
        int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_return_code(fd, errno);
        close(fd);
    }
    return folder;
}

static void remove_tree(const char *folder)
{
    static const char *const names[] = { "read/file", "write/file", "write/new", "other/file",
                                         "read",      "write",      "other",     "" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, names[i]);
        remove(path);
    }
}

static bool confine(const char *folder)
{
    CLEANUP_FREE char *read = xasprintf("%s/read", folder), *write = xasprintf("%s/write", folder),
                      *missing = xasprintf("%s/missing", folder);
    const char *const reading[] = { "/usr", "/lib", "/lib64", read, missing, NULL };
    const char *const writing[] = { write, "/dev/null", NULL };
    struct error err = { "" };
    return sandbox_forbid_new_privileges(&err) && sandbox_confine_files(reading, writing, &err);
}

/* 0, or the error's number. */
static int open_as(const char *folder, const char *name, int flags)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int move(const char *folder, const char *from, const char *to)
{
    CLEANUP_FREE char *old = xasprintf("%s/%s", folder, from),
                      *new = xasprintf("%s/%s", folder, to);
    return rename(old, new) < 0 ? errno : 0;
}

static const struct {
    const char *name;
    int flags;
    int error;
} opened[] = {
    { "read/file", O_RDONLY, 0 },
    { "read/file", O_WRONLY, EACCES },
    { "read/new", O_WRONLY | O_CREAT, EACCES },
    { "write/file", O_RDONLY, 0 },
    { "write/file", O_RDWR | O_TRUNC, 0 },
    { "write/new", O_WRONLY | O_CREAT, 0 },
    { "other/file", O_RDONLY, EACCES },
    { "other/file", O_WRONLY, EACCES },
    { "other", O_RDONLY | O_DIRECTORY, EACCES },
};

static int open_all(const char *folder)
{
    if (!confine(folder))
        return 255;
    for (size_t i = 0; i < COUNT(opened); i++) {
        if (open_as(folder, opened[i].name, opened[i].flags) != opened[i].error)
            return (int)i + 1;
    }
    if (open_as("/dev", "null", O_WRONLY) != 0)
        return 100;
    if (move(folder, "write/new", "write/file") != 0)
        return 101; /* how files are replaced */
    if (!move(folder, "write/file", "read/file"))
        return 102;
    return spawn("true") == 0 ? 0 : 103;
}

static void files_are_read_and_written_where_it_was_said_only(void **state)
{
    (void)state;
    char folder[64];
    if (!has_landlock())
        skip();
    assert_int_equal(in_a_process(open_all, make_tree(folder)), 0);
    remove_tree(folder);
}

/* Sixteen layers are what Landlock allows; more starts of the program must not fail. */
static int confine_again_and_again(const char *folder)
{
    for (int i = 0; i < 20; i++)
        confine(folder);
    return open_as(folder, "other/file", O_RDONLY) == EACCES &&
                   open_as(folder, "write/file", O_RDWR) == 0
               ? 0
               : 1;
}

static void a_sandbox_within_a_sandbox_is_one(void **state)
{
    (void)state;
    char folder[64];
    if (!has_landlock())
        skip();
    assert_int_equal(in_a_process(confine_again_and_again, make_tree(folder)), 0);
    remove_tree(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_only_an_intruder_wants_is_refused),
        cmocka_unit_test(threads_programs_and_usual_sockets_are_not),
        cmocka_unit_test(files_are_read_and_written_where_it_was_said_only),
        cmocka_unit_test(a_sandbox_within_a_sandbox_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
