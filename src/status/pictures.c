#include "status/pictures.h"

#include <stdatomic.h>

#include "status/png.h"

#define IDLE_NS UINT64_C(60000000000)

enum stage { IDLE, WANTED, GIVEN, REFUSED };

struct pictures {
    atomic_int wanted; /* how many are */
    struct picture {
        atomic_int stage;
        /* --- of the asking thread while IDLE, of the main one while WANTED */
        uint32_t *pixels;
        int width, height;
        /* --- of the asking thread */
        struct buffer png; /* empty: none */
        bool none;         /* the last try has failed */
        uint64_t made_ns, asked_ns;
    } all[STATUS_SCREENS];
};

struct pictures *pictures_new(void)
{
    return xcalloc(1, sizeof(struct pictures));
}

static void forget(struct picture *p)
{
    buffer_release(&p->png);
    free(p->pixels);
    p->pixels = NULL;
    p->made_ns = 0;
}

void pictures_free(struct pictures *p)
{
    for (int i = 0; i < STATUS_SCREENS; i++)
        forget(&p->all[i]);
    free(p);
}

int pictures_wanted(const struct pictures *p)
{
    if (!atomic_load_explicit(&p->wanted, memory_order_relaxed))
        return -1;
    for (int i = 0; i < STATUS_SCREENS; i++) {
        if (atomic_load(&p->all[i].stage) == WANTED)
            return i;
    }
    return -1;
}

uint32_t *pictures_canvas(struct pictures *p, int screen, int *ret_width, int *ret_height)
{
    *ret_width = p->all[screen].width;
    *ret_height = p->all[screen].height;
    return p->all[screen].pixels;
}

void pictures_give(struct pictures *p, int screen, bool given)
{
    atomic_fetch_sub(&p->wanted, 1);
    atomic_store(&p->all[screen].stage, given ? GIVEN : REFUSED);
}

static void ask(struct pictures *all, struct picture *p, int width, int height)
{
    size_t size = (size_t)width * (size_t)height * sizeof(uint32_t);
    if (p->width != width || p->height != height || !p->pixels) {
        free(p->pixels);
        p->pixels = xmalloc(size);
        memset(p->pixels, 0, size);
        p->width = width;
        p->height = height;
    }
    atomic_store(&p->stage, WANTED);
    atomic_fetch_add(&all->wanted, 1);
}

static void take(struct picture *p, bool given, uint64_t now_ns)
{
    buffer_release(&p->png);
    p->none = !given || !png_write(p->pixels, p->width, p->height, &p->png);
    p->made_ns = now_ns;
    atomic_store(&p->stage, IDLE);
}

enum picture_state pictures_get(struct pictures *all, int screen, int width, int height,
                                uint64_t now_ns, const struct buffer **ret)
{
    struct picture *p = &all->all[screen];
    int stage = atomic_load(&p->stage);
    p->asked_ns = now_ns;
    if (stage == WANTED)
        return PICTURE_COMING;
    if (stage != IDLE)
        take(p, stage == GIVEN, now_ns);
    if (!p->made_ns || now_ns - p->made_ns >= PICTURES_EVERY_NS) {
        if (width <= 0 || height <= 0)
            return PICTURE_NONE;
        ask(all, p, width, height);
        return PICTURE_COMING;
    }
    *ret = &p->png;
    return p->none ? PICTURE_NONE : PICTURE_READY;
}

const struct buffer *pictures_last(const struct pictures *p, int screen)
{
    return &p->all[screen].png;
}

bool pictures_tidy(struct pictures *all, uint64_t now_ns)
{
    bool held = false;
    for (int i = 0; i < STATUS_SCREENS; i++) {
        struct picture *p = &all->all[i];
        bool idle = now_ns - p->asked_ns >= IDLE_NS && atomic_load(&p->stage) != WANTED;
        if (p->pixels && idle) {
            forget(p);
            atomic_store(&p->stage, IDLE);
        }
        held |= p->pixels != NULL;
    }
    return held;
}
