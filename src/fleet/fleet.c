#include "fleet/fleet.h"

int fleet_main(int argc, char **argv)
{
    (void)argc, (void)argv;
    return 2;
}
