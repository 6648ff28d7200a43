#include "fleet/fleet.h"

int main(int argc, char **argv)
{
    return argc > 1 ? fleet_main(argc - 1, argv + 1) : 2;
}
