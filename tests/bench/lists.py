"""Lists as an office has them, of any length, the same each time: rows(), and feed() around them."""

import datetime
import json
import random

FIRST = (
    "BUDI SITI ASEP DEWI AGUS PUTRI RIZKY MARIA HENDRA EUIS CECEP FATIMAH MADE WAYAN KETUT MUHAMMAD AHMAD SRI"
    " EKO HASAN RINA YANTI UJANG NENENG DADANG LILIS IWAN TATI JOKO ENDANG"
).split()
TYPES = "ktp-el ktp-el ktp-el kk kk kk kia akta-lahir akta-lahir akta-kawin akta-mati skpwni".split()
PLACES = [
    ("mpp", "MPP Kota Bandung", "mpp", "Loket 3", "Jl. Cianjur No. 34, Lantai 1"),
    ("dinas", "Dinas Dukcapil", "dinas", "Loket 1", "Jl. Ambon No. 1B"),
    ("kec-coblong", "Kecamatan Coblong", "kecamatan", "Loket 2", "Jl. Sangkuriang No. 10A"),
    ("kec-antapani", "Kecamatan Antapani", "kecamatan", "", "Jl. A.H. Nasution No. 20"),
]
WEEK = [
    {"days": "mon-thu", "open": "08:00", "close": "12:00"},
    {"days": "mon-thu", "open": "13:00", "close": "15:00"},
    {"days": "fri", "open": "08:00", "close": "11:00"},
]
NOTICES = [
    {"text": "Layanan tutup Rabu pekan depan"},
    {"text": "Bawa bukti pengambilan atau nomor registrasi; surat kuasa bila diwakilkan"},
]


def _day(ago):
    return (datetime.date.today() - datetime.timedelta(days=ago)).isoformat()


def rows(count, a_day=300, newest=0, seed=7, places=len(PLACES)):
    """`count` documents at several `places`, `a_day` finished on each day back from today, of the newest day
    `newest` where that is said. Another seed gives another list of the same kind: half of its ids are others."""
    chance = random.Random(seed)
    for i in range(count):
        kind = chance.choice(TYPES)
        letters = [f"{chance.choice('ABDEFGHIKLMNPRSTWY')}{'•' * chance.randint(3, 6)}" for _ in range(2)]
        name = f"{chance.choice(FIRST)} {' '.join(letters[: chance.randint(1, 2)])}"
        if kind in ("kia", "akta-lahir"):
            name = f"{name[0]}. {letters[0][0]}."
        if newest:
            ago = 0 if i < newest else 1 + (i - newest) // a_day
        else:
            ago = i // a_day
        pickup = kind != "skpwni"
        yield {
            "id": f"k{i}" if i % 2 else f"s{seed}-{i}",
            "type": kind,
            "name": name,
            "number": f"{1000 + i * 37 % 9000}",
            "done": _day(ago),
            "at": PLACES[i % places][0] if pickup else "",
            "state": "pickup" if pickup else "download",
        }


def feed(documents, serial=1, notices=NOTICES):
    """The bytes of a native feed, a document a line."""
    head = {
        "feed": "siapambil/1",
        "region": "32.73",
        "publisher": "Dinas Dukcapil Kota Bandung",
        "serial": serial,
        "issued": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "link": "https://dukcapil.example.go.id/siap",
        "locations": [
            {"id": id, "name": name, "kind": kind, "counter": counter, "address": address, "hours": WEEK}
            for id, name, kind, counter, address in PLACES
        ],
        "bring": {
            "*": ["Bukti pengambilan atau nomor registrasi", "Surat kuasa bila diwakilkan"],
            "ktp-el": ["KTP-el lama atau surat kehilangan"],
        },
        "notices": list(notices),
    }
    text = json.dumps(head, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(d, ensure_ascii=False, separators=(",", ":")) for d in documents)
    return f'{text},\n"documents":[\n{lines}\n]}}\n'.encode()
