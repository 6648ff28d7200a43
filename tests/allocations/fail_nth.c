/* Loaded before a unit test (LD_PRELOAD): counts what its main thread asks of malloc, calloc and
 * realloc, in its own code and in any library, and lets one of them fail.
 *
 *   ALLOCATIONS_NOTE=FILE  writes a line "NUMBER STACK" for the first call from each place, which is
 *                          told by a hash of the addresses that led there
 *   ALLOCATIONS_FAIL=N     the Nth call returns NULL; where it was is printed to stderr, and where
 *                          the program ends if a signal ends it
 *   ALLOCATIONS_FOLDERS=FILE  a line for each folder that the test makes under /tmp, for who runs
 *                          this to remove where the test could not
 *
 * At a program's own end it prints how much of the heap is left. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH  10     /* of the stack that tells one place from another */
#define PLACES 65536u /* a power of two */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

static pthread_t main_thread;
static bool ready, busy;
static pid_t owner;
static unsigned long calls, fail_at;
static int note = -1, folders = -1, output = STDERR_FILENO;
static uint64_t places[PLACES];
static unsigned place_count;

static int open_named(const char *name)
{
    const char *path = getenv(name);
    return path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

static void print_stack(void)
{
    void *stack[64];
    backtrace_symbols_fd(stack, backtrace(stack, 64), output);
}

/* ---- how it ends */

static bool is_an_end(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE ||
           number == SIGABRT;
}

static void on_end(int number)
{
    busy = true;
    dprintf(output, "signal %d ends it:\n", number);
    print_stack();
    raise(number); /* the handler is gone: SA_RESETHAND */
}

/* cmocka would go on with the next test. */
sighandler_t signal(int number, sighandler_t handler)
{
    static sighandler_t (*real)(int, sighandler_t);
    if (fail_at && is_an_end(number))
        return SIG_DFL;
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "signal");
    return real(number, handler);
}

__attribute__((destructor)) static void end(void)
{
    if (getpid() == owner)
        dprintf(output, "%zu bytes are left\n", mallinfo2().uordblks);
}

__attribute__((constructor)) static void begin(void)
{
    void *warm[2];
    const char *at = getenv("ALLOCATIONS_FAIL");
    fail_at = at ? strtoul(at, NULL, 10) : 0;
    note = open_named("ALLOCATIONS_NOTE");
    folders = open_named("ALLOCATIONS_FOLDERS");
    unsetenv("LD_PRELOAD"); /* what the test starts is on its own */
    backtrace(warm, 2);     /* loads what it needs, which allocates */
    output = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 100);
    for (int number = 1; fail_at && number < NSIG; number++) {
        struct sigaction action = { .sa_handler = on_end, .sa_flags = (int)SA_RESETHAND };
        if (is_an_end(number))
            sigaction(number, &action, NULL);
    }
    main_thread = pthread_self();
    owner = getpid();
    ready = true;
}

static bool is_new(uint64_t place)
{
    for (unsigned i = (unsigned)place & (PLACES - 1); place_count < PLACES / 2;
         i = (i + 1) & (PLACES - 1)) {
        if (places[i] == place)
            return false;
        if (!places[i]) {
            places[i] = place;
            place_count++;
            return true;
        }
    }
    return false;
}

static void note_place(void)
{
    void *stack[DEPTH + 2];
    char line[64];
    int depth = backtrace(stack, DEPTH + 2);
    uint64_t place = 14695981039346656037u;
    for (int i = 2; i < depth; i++)
        place = (place ^ (uint64_t)(uintptr_t)stack[i]) * 1099511628211u;
    if (!is_new(place | 1))
        return;
    int len = snprintf(line, sizeof(line), "%lu\n", calls);
    ssize_t written = write(note, line, (size_t)len);
    (void)written;
}

/* Whether this call is the one. */
static bool fails(void)
{
    if (!ready || busy || !pthread_equal(pthread_self(), main_thread))
        return false;
    calls++;
    if (calls != fail_at && note < 0)
        return false;
    if (getpid() != owner) /* a test has forked */
        return false;
    busy = true;
    if (note >= 0)
        note_place();
    if (calls == fail_at) {
        dup2(output, STDERR_FILENO); /* which a test may have sent elsewhere */
        dprintf(output, "allocation %lu fails:\n", calls);
        print_stack();
        errno = ENOMEM;
    }
    busy = false;
    return calls == fail_at;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
    return fails() ? NULL : __libc_realloc(p, size);
}

char *mkdtemp(char *template)
{
    static char *(*real)(char *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "mkdtemp");
    char *ret = real(template);
    if (ret && folders >= 0)
        dprintf(folders, "%s\n", ret);
    return ret;
}
