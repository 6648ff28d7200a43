/* What stands on the screen, as data: the view makes it, a back end draws it, a test reads it.
 *
 * A frame is a set of bands that tile the screen. A band shows pictures at positions, cut at the
 * band's edges, none over another; where no picture lies, its ground colour. A picture is an
 * immutable drawing list with a number of its own: the same number always means the same pixels,
 * so a back end rasterises each picture once, keeps it while frames mention it, and per frame
 * only copies. Scrolling is the same pictures at other positions.
 *
 * A frame may leave a margin of the display around it. There its outermost bands go on in their
 * grounds, and pictures at a band's left and right edge in theirs.
 *
 * Lengths are pixels; x to the right, y down. Bands and sprites are in screen coordinates, items
 * in their picture's. Colours are 0xRRGGBB; all pictures are opaque. */
#pragma once

#include "base/buffer.h"

struct rect {
    int x, y, w, h;
};

typedef uint32_t colour;

enum face { FACE_REGULAR, FACE_SEMIBOLD, FACE_BOLD, FACES };

enum item_kind {
    ITEM_FILL, /* box in colour, corners rounded by radius */
    ITEM_TEXT, /* text from box.x on `baseline`; box is its measured width and line height */
    ITEM_LOGO, /* the office's logo, scaled to fit box */
    ITEM_QR,   /* a QR code of `text`: black on white, quiet zone included, filling box */
};

struct item {
    enum item_kind kind;
    struct rect box;
    colour colour;
    int radius;
    enum face face;
    int size; /* of the font, pixels an em */
    int baseline;
    const char *text; /* owned by the picture */
    const char *role; /* what it is, for dumps and tests: "name", "clock"; a literal */
};

struct picture {
    uint64_t id;      /* never used twice in a process */
    const char *role; /* a literal */
    int w, h;
    colour ground;
    int count;
    struct item items[];
};

struct sprite {
    const struct picture *picture;
    int x, y;
};

enum band_id {
    BAND_HEADER,
    BAND_PLACE,
    BAND_LIST,
    BAND_PANEL,
    BAND_RULE,
    BAND_FRESHNESS,
    BAND_TICKER,       /* while there are notices for it */
    BAND_ANNOUNCEMENT, /* while there is one, between header and list */
    BAND_CLOSED,       /* alone, outside of the service hours */
    BANDS
};
extern const char *const band_names[BANDS];

struct band {
    enum band_id id;
    struct rect box;
    colour ground;
    int first, count; /* into frame.sprites */
};

enum scene { SCENE_STARTING, SCENE_LIST, SCENE_EMPTY, SCENE_WITHDRAWN, SCENE_CLOSED, SCENES };
extern const char *const scene_names[SCENES];

#define FRAME_MAX_SPRITES                                                                          \
    512 /* a long narrow display with two pages of two columns, and all else */
struct frame {
    int width, height; /* without the margin */
    struct {
        int left, top, right, bottom;
    } margin; /* to the display's edges */
    enum scene scene;
    bool old; /* the data is past its first limit */
    int band_count, sprite_count;
    struct band bands[BANDS];
    struct sprite sprites[FRAME_MAX_SPRITES];
};

/* The frame as text, a line each for band, picture and item, boxes in screen coordinates:
 *   text name 262,264 512x66 "ASEP H•••••" */
void frame_dump(const struct frame *f, struct buffer *out);
