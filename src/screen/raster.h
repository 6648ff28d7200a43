/* A picture -> pixels, once. */
#pragma once

#include <SDL.h>

#include "screen/fonts.h"
#include "screen/logo.h"
#include "view/frame.h"

struct raster {
    struct fonts *fonts;
    struct logo *logo; /* NULL: none */
};

/* Draws onto `onto`, 32-bit pixels without alpha, of the picture's size. */
void raster_picture(struct raster *r, const struct picture *picture, SDL_Surface *onto);

/* `from` turned clockwise by degrees (90, 180, 270) into `to`, both 32-bit,
 * `to` of the turned size. */
void raster_turn(const SDL_Surface *from, int degrees, SDL_Surface *to);
