#include "fleet/rates.h"

#define STEPS  1024 /* of a block: 2 h 50 min */
#define BLOCKS 4096

struct block {
    int64_t number; /* since the epoch, in blocks */
    uint32_t steps[STEPS];
};

struct rates {
    struct block *blocks[BLOCKS]; /* each at its number modulo BLOCKS, or NULL */
};

struct rates *rates_new(void)
{
    return xcalloc(1, sizeof(struct rates));
}

void rates_free(struct rates *r)
{
    for (size_t i = 0; i < BLOCKS; i++)
        free(r->blocks[i]);
    free(r);
}

void rates_add(struct rates *r, int64_t time_s)
{
    int64_t step = time_s / RATES_STEP_S, number = step / STEPS;
    struct block **b = &r->blocks[number % BLOCKS];
    if (!*b) {
        *b = xcalloc(1, sizeof(**b));
        (*b)->number = number;
    }
    if ((*b)->number == number)
        (*b)->steps[step % STEPS]++;
}

uint32_t rates_peak(const struct rates *r, int64_t *ret_s)
{
    uint32_t most = 0;
    *ret_s = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t k = 0; r->blocks[i] && k < STEPS; k++) {
            uint32_t n = r->blocks[i]->steps[k];
            int64_t at_s = (r->blocks[i]->number * STEPS + (int64_t)k) * RATES_STEP_S;
            if (n > most || (n == most && n && at_s < *ret_s)) {
                most = n;
                *ret_s = at_s;
            }
        }
    }
    return most;
}
