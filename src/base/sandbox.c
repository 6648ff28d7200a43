#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool sandbox_forbid_new_privileges(struct error *err)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ||
           error_set(err, "no_new_privs: %s", strerror(errno));
}

/* ---- system calls */

/* By name, since no architecture has all of them. */
static const char *const refused[] = {
/* other processes */
#ifndef __SANITIZE_ADDRESS__ /* the leak sanitizer must trace the process */
    "ptrace",
#endif
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_getfd",
    /* what is mounted where, and what can be seen around it */
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "fsconfig",
    "fspick",
    "mount_setattr",
    "swapon",
    "swapoff",
    "open_by_handle_at",
    "quotactl",
    "quotactl_fd",
    "acct",
    /* the kernel */
    "init_module",
    "finit_module",
    "delete_module",
    "create_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "syslog",
    "iopl",
    "ioperm",
    "modify_ldt",
    "vm86",
    "vm86old",
    "lookup_dcookie",
    "nfsservctl",
    "uselib",
    "vhangup",
    "_sysctl",
    "sysfs",
    "add_key",
    "request_key",
    "keyctl",
    /* somebody else */
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setfsuid",
    "setfsgid",
    "setgroups",
    "setuid32",
    "setgid32",
    "setreuid32",
    "setregid32",
    "setresuid32",
    "setresgid32",
    "setfsuid32",
    "setfsgid32",
    "setgroups32",
    "capset",
    "unshare",
    "setns",
    /* the machine's clock and name */
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "clock_adjtime",
    "clock_adjtime64",
    "adjtimex",
    "stime",
    "sethostname",
    "setdomainname",
};

static int refuse(scmp_filter_ctx filter, const char *name)
{
    int call = seccomp_syscall_resolve_name(name);
    int code =
        call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
    return code == -EDOM ? 0 : code; /* this architecture does not have it */
}

/* A process in a namespace of its own is root there, and the kernel offers it much more. clone3() hides its flags from
 * a filter; where it is not there, libc takes clone(). */
static int refuse_namespaces(scmp_filter_ctx filter)
{
    static const unsigned long flags[] = { CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                           CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                           CLONE_NEWNET };
    int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (size_t i = 0; i < COUNT(flags) && code == 0; i++)
        code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
    return code;
}

static int refuse_family(scmp_filter_ctx filter, struct scmp_arg_cmp families)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, families);
}

/* All but local ones, IP, and netlink, by which libraries hear of devices and addresses. */
static int refuse_sockets(scmp_filter_ctx filter)
{
    static_assert(AF_UNIX < AF_INET && AF_INET < AF_INET6 && AF_INET6 < AF_NETLINK, "their order");
    int code = refuse_family(filter, SCMP_A0(SCMP_CMP_GT, AF_NETLINK));
    for (unsigned family = 0; family < AF_NETLINK && code == 0; family++) {
        if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
            code = refuse_family(filter, SCMP_A0(SCMP_CMP_EQ, family));
    }
    return code;
}

static int add_rules(scmp_filter_ctx filter)
{
    int code = 0;
    for (size_t i = 0; i < COUNT(refused) && code == 0; i++)
        code = refuse(filter, refused[i]);
    /* Typing into the terminal that this was started from. */
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, TIOCSTI));
    if (code == 0)
        code = refuse_namespaces(filter);
    return code ? code : refuse_sockets(filter);
}

bool sandbox_refuse_calls(struct error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter)
        return error_set(err, "seccomp: out of memory");
    /* Older kernels would slow down whoever has a filter, against guesses at memory that nobody else shares here. */
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    int code = add_rules(filter);
    if (code == 0)
        code = seccomp_load(filter);
    seccomp_release(filter);
    return code == 0 || error_set(err, "seccomp: %s", strerror(-code));
}

/* ---- files */

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

#define READ_FOLDER LANDLOCK_ACCESS_FS_READ_DIR
#define READ        (LANDLOCK_ACCESS_FS_READ_FILE | READ_FOLDER)
/* What concerns a file as such; a rule about one may not grant the rest. */
#define OF_FILES                                                                                   \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)
#define DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
#define CHANGE                                                                                     \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                               \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |  \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM |   \
     LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE)

/* What a kernel of that ABI knows, of what is wanted. */
static uint64_t known(int abi, uint64_t rights)
{
    if (abi < 2)
        rights &= ~LANDLOCK_ACCESS_FS_REFER;
    return abi < 3 ? rights & ~LANDLOCK_ACCESS_FS_TRUNCATE : rights;
}

static bool allow(int rules, const char *path, uint64_t rights, struct error *err)
{
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return true; /* not there */
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rights &= OF_FILES;
    struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };
    long code = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int why = errno;
    close(fd);
    return code == 0 || error_set(err, "Landlock: %s: %s", path, strerror(why));
}

static bool allow_all(int rules, const char *const *paths, uint64_t rights, struct error *err)
{
    for (; *paths; paths++) {
        if (!allow(rules, *paths, rights, err))
            return false;
    }
    return true;
}

bool sandbox_confine_files(const char *const *read, const char *const *write, struct error *err)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return error_set(err, "Landlock: not in this kernel");
    struct landlock_ruleset_attr handled = {
        .handled_access_fs = known((int)abi, READ | CHANGE | DEVICES),
    };
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
    if (rules < 0)
        return error_set(err, "Landlock: %s", strerror(errno));
    bool ok = allow_all(rules, read, READ, err) &&
              allow_all(rules, write, known((int)abi, READ | CHANGE), err);
    if (ok && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        ok = error_set(err, "Landlock: %s", strerror(errno));
    close(rules);
    return ok;
}
