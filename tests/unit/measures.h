/* What the process and a folder hold, as the kernel counts it. */
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"

/* How many entries a folder has; `*ret_bytes` of them all, where that is wanted. -1: no folder. */
static inline long measure_folder(const char *path, long *ret_bytes)
{
    DIR *folder = opendir(path);
    long count = 0, bytes = 0;
    if (!folder)
        return -1;
    for (const struct dirent *e; (e = readdir(folder));) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        count++;
        if (ret_bytes && fstatat(dirfd(folder), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            bytes += (long)st.st_size;
    }
    closedir(folder);
    if (ret_bytes)
        *ret_bytes = bytes;
    return count;
}

/* Without the one by which they are counted. */
static inline long measure_descriptors(void)
{
    return measure_folder("/proc/self/fd", NULL) - 1;
}

static inline long measure_threads(void)
{
    return measure_folder("/proc/self/task", NULL);
}

/* A line of /proc/self/status that counts kilobytes: "VmRSS". -1: there is none. */
static inline long measure_status_kb(const char *name)
{
    char line[256];
    long kb = -1;
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof(line), status)) {
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            sscanf(line + strlen(name) + 1, "%ld", &kb);
    }
    if (status)
        fclose(status);
    return kb;
}
