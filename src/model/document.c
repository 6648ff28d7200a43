#include "model/document.h"

const char *const document_type_slugs[DOCUMENT_TYPES] = {
    [DOCUMENT_KTP_EL] = "ktp-el",
    [DOCUMENT_KK] = "kk",
    [DOCUMENT_KIA] = "kia",
    [DOCUMENT_AKTA_LAHIR] = "akta-lahir",
    [DOCUMENT_AKTA_MATI] = "akta-mati",
    [DOCUMENT_AKTA_KAWIN] = "akta-kawin",
    [DOCUMENT_AKTA_CERAI] = "akta-cerai",
    [DOCUMENT_AKTA_ANAK] = "akta-anak",
    [DOCUMENT_AKTA_SIPIL] = "akta-sipil",
    [DOCUMENT_SKPWNI] = "skpwni",
    [DOCUMENT_SKTT] = "sktt",
    [DOCUMENT_SKDWNI] = "skdwni",
    [DOCUMENT_SUKET] = "suket",
    [DOCUMENT_BIODATA] = "biodata",
    [DOCUMENT_OTHER] = "other",
};

const char *const document_state_slugs[DOCUMENT_STATES] = {
    [DOCUMENT_PICKUP] = "pickup",
    [DOCUMENT_DOWNLOAD] = "download",
};

bool document_type_from_slug(const char *slug, enum document_type *ret)
{
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        if (strcmp(slug, document_type_slugs[i]) == 0) {
            *ret = (enum document_type)i;
            return true;
        }
    }
    return false;
}
