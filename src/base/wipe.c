#include "base/wipe.h"

#include <malloc.h>
#include <string.h>

#include "base/base.h"

void wipe_free(void *p)
{
    if (p)
        explicit_bzero(p, malloc_usable_size(p));
    free(p);
}

void *wipe_realloc(void *p, size_t size)
{
    if (!p)
        return xmalloc(size);
    size_t has = malloc_usable_size(p);
    /* As long as not much is wasted, the block stays where it is. */
    if (size <= has && size >= has / 2) {
        explicit_bzero((char *)p + size, has - size);
        return p;
    }
    void *ret = xmalloc(size);
    memcpy(ret, p, MIN(size, has));
    wipe_free(p);
    return ret;
}

void wipe_all_freed(bool on)
{
    mallopt(M_PERTURB, on ? 0xA5 : 0);
}
