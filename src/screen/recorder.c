#include "screen/recorder.h"

#include <SDL.h>

/* How long an end waits for a disk. */
#define PATIENCE_MS 2000

struct recorder {
    SDL_Thread *thread; /* NULL: nothing is being written */
    SDL_sem *ended;     /* posted by the thread as its last deed */
    SDL_Surface *pixels;
    char *path;
    bool ok;          /* the thread's, until it has posted */
    struct error err; /* the same */
};

struct recorder *recorder_new(void)
{
    struct recorder *r = xcalloc(1, sizeof(*r));
    r->ended = SDL_CreateSemaphore(0);
    if (!r->ended)
        out_of_memory(sizeof(void *)); /* SDL's own, of some size */
    return r;
}

static void forget(struct recorder *r)
{
    SDL_FreeSurface(r->pixels);
    free(r->path);
    r->thread = NULL;
    r->pixels = NULL;
    r->path = NULL;
}

void recorder_free(struct recorder *r)
{
    if (r->thread && SDL_SemWaitTimeout(r->ended, PATIENCE_MS) != 0) {
        SDL_DetachThread(r->thread); /* and what it uses stays allocated */
        return;
    }
    SDL_WaitThread(r->thread, NULL);
    forget(r);
    SDL_DestroySemaphore(r->ended);
    free(r);
}

static int write_pixels(void *ctx)
{
    struct recorder *r = ctx;
    r->ok = screen_write(r->pixels, r->path, &r->err);
    SDL_SemPost(r->ended);
    return 0;
}

bool recorder_start(struct recorder *r, struct screen *s, const char *path, struct error *err)
{
    r->pixels = screen_read(s, err);
    if (!r->pixels)
        return false;
    r->path = xstrdup(path);
    r->thread = SDL_CreateThread(write_pixels, "recorder", r);
    if (r->thread)
        return true;
    forget(r);
    return error_set(err, "cannot write '%s': %s", path, SDL_GetError());
}

enum recorder_state recorder_look(struct recorder *r, struct error *err)
{
    if (!r->thread)
        return RECORDER_IDLE;
    if (SDL_SemTryWait(r->ended) != 0)
        return RECORDER_WRITING;
    SDL_WaitThread(r->thread, NULL);
    forget(r);
    if (r->ok)
        return RECORDER_WRITTEN;
    *err = r->err;
    return RECORDER_FAILED;
}
