/* How long a program takes from its exec to its first picture, seen from outside: by looking, twice
 * a millisecond, at the pixels of an Xvfb that keeps them in a file (-fbdir).
 *
 * bench_first_frame PIXELS LOG PROGRAM [ARGUMENT…]
 * Prints when the first pixel was not black any more, and when a whole board stood there: a header,
 * the lines of a list, a footer. Then ends the program. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS    500000
#define GIVE_UP_MS 20000
#define LINES      5 /* of a list; a board that has none yet shows fewer lines of words */

struct picture {
    const uint8_t *pixels;
    size_t line;
    int width, height;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* The head of xwd(1): numbers of four bytes, the highest first. */
static struct picture open_picture(const char *path)
{
    enum { HEAD = 0, WIDTH = 4, HEIGHT = 5, LINE = 12, COLOURS = 19, COLOUR_SIZE = 12 };
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        fail(path);
    const uint8_t *all = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (all == MAP_FAILED)
        fail(path);
    close(fd);
    const uint32_t *head = (const uint32_t *)(const void *)all;
    return (struct picture){
        .pixels = all + ntohl(head[HEAD]) + (size_t)ntohl(head[COLOURS]) * COLOUR_SIZE,
        .line = ntohl(head[LINE]),
        .width = (int)ntohl(head[WIDTH]),
        .height = (int)ntohl(head[HEIGHT]),
    };
}

static uint32_t pixel(const struct picture *p, int x, int y)
{
    const volatile uint32_t *line =
        (const volatile uint32_t *)(const volatile void *)(p->pixels + p->line * (size_t)y);
    return line[x] & 0xFFFFFF;
}

static bool is_black(const struct picture *p)
{
    for (int y = 0; y < p->height; y += p->height / 32) {
        for (int x = 0; x < p->width; x += p->width / 32) {
            if (pixel(p, x, y))
                return false;
        }
    }
    return true;
}

/* Whether something stands in the left half of a line of pixels. */
static bool has_ink(const struct picture *p, int y)
{
    uint32_t ground = pixel(p, p->width / 100, y);
    for (int x = p->width / 100; x < p->width / 2; x++) {
        if (pixel(p, x, y) != ground)
            return true;
    }
    return false;
}

static bool is_whole(const struct picture *p)
{
    int lines = 0;
    bool before = false;
    for (int y = p->height / 4; y < p->height * 9 / 10; y += 3) {
        bool ink = has_ink(p, y);
        lines += ink && !before;
        before = ink;
    }
    return lines >= LINES && pixel(p, p->width / 2, 2) && pixel(p, p->width - 3, p->height - 3);
}

static double wait_for(const struct picture *p, bool whole, int64_t begun, pid_t child)
{
    while (now_ns() - begun < (int64_t)GIVE_UP_MS * 1000000) {
        if (whole ? is_whole(p) : !is_black(p))
            return (double)(now_ns() - begun) / 1e6;
        if (waitpid(child, NULL, WNOHANG) == child)
            break;
        nanosleep(&(struct timespec){ .tv_nsec = LOOK_NS }, NULL);
    }
    kill(child, SIGKILL);
    fprintf(stderr, "no %s\n", whole ? "whole picture" : "picture");
    exit(1);
}

static pid_t start(const char *log, char **command)
{
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child)
        return child;
    int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
        fail(log);
    execv(command[0], command);
    fail(command[0]);
    return -1;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "bench_first_frame PIXELS LOG PROGRAM [ARGUMENT…]\n");
        return 2;
    }
    struct picture p = open_picture(argv[1]);
    if (!is_black(&p)) {
        fprintf(stderr, "the display is not empty\n");
        return 1;
    }
    int64_t begun = now_ns();
    pid_t child = start(argv[2], argv + 3);
    double any = wait_for(&p, false, begun, child);
    double whole = wait_for(&p, true, begun, child);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    printf("{\"any_ms\": %.2f, \"whole_ms\": %.2f}\n", any, whole);
    return 0;
}
