#include "screen/sheet.h"

struct sheet {
    int columns, rows; /* of the grid */
    int free_cells;
    int *
        depth; /* of each column, for a search: free cells from the row that is looked at upwards */
    bool *taken; /* columns * rows */
};

struct sheet *sheet_new(int width, int height)
{
    struct sheet *s = xcalloc(1, sizeof(*s));
    s->columns = width / SHEET_GRID;
    s->rows = height / SHEET_GRID;
    s->free_cells = s->columns * s->rows;
    s->depth = xcalloc((size_t)MAX(s->columns, 1), sizeof(*s->depth));
    s->taken = xcalloc((size_t)MAX(s->free_cells, 1), sizeof(*s->taken));
    return s;
}

void sheet_free(struct sheet *s)
{
    free(s->depth);
    free(s->taken);
    free(s);
}

static int cells(int length)
{
    return (MAX(length, 1) + SHEET_GRID - 1) / SHEET_GRID;
}

static void mark(struct sheet *s, int column, int row, int wide, int high, bool taken)
{
    for (int y = row; y < row + high; y++)
        memset(&s->taken[(size_t)y * (size_t)s->columns + (size_t)column], taken, (size_t)wide);
    s->free_cells += taken ? -wide * high : wide * high;
}

/* Whether row `row` is the last of a place of that size, and where that begins. */
static bool find_in_row(struct sheet *s, int row, int wide, int high, int *ret_column)
{
    const bool *taken = &s->taken[(size_t)row * (size_t)s->columns];
    for (int column = 0, run = 0; column < s->columns; column++) {
        s->depth[column] = taken[column] ? 0 : s->depth[column] + 1;
        run = s->depth[column] >= high ? run + 1 : 0;
        if (run == wide) {
            *ret_column = column + 1 - wide;
            return true;
        }
    }
    return false;
}

bool sheet_take(struct sheet *s, int width, int height, int *ret_x, int *ret_y)
{
    int wide = cells(width), high = cells(height), column;
    if (wide * high > s->free_cells)
        return false;
    memset(s->depth, 0, (size_t)s->columns * sizeof(*s->depth));
    for (int row = 0; row < s->rows; row++) {
        if (!find_in_row(s, row, wide, high, &column))
            continue;
        mark(s, column, row + 1 - high, wide, high, true);
        *ret_x = column * SHEET_GRID;
        *ret_y = (row + 1 - high) * SHEET_GRID;
        return true;
    }
    return false;
}

void sheet_give_back(struct sheet *s, int x, int y, int width, int height)
{
    mark(s, x / SHEET_GRID, y / SHEET_GRID, cells(width), cells(height), false);
}

bool sheet_is_empty(const struct sheet *s)
{
    return s->free_cells == s->columns * s->rows;
}
