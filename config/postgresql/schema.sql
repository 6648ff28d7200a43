-- Tables such as an office keeps its applications in: a stand-in, for the demo and the tests. An office
-- leaves this file aside and writes siap-ambil.sql for the tables that it has.

create table kecamatan (
    kode text primary key, -- Kemendagri's: 32.73.02
    nama text not null
);
create table kelurahan (
    kode text primary key, -- 32.73.02.1004
    kecamatan text not null references kecamatan,
    nama text not null
);
create table penduduk (
    nik char(16) primary key,
    nama text not null,
    tanggal_lahir date not null,
    kelurahan text not null references kelurahan,
    dirahasiakan boolean not null default false -- asked for, or a witness under protection
);
create table layanan (
    kode text primary key,
    nama text not null
);
create table status (
    kode smallint primary key,
    nama text not null unique
);
create table permohonan (
    id bigint generated always as identity primary key,
    nomor text not null unique, -- of registration
    nik char(16) not null references penduduk,
    layanan text not null references layanan,
    status smallint not null default 1 references status,
    tempat text not null default 'KECAMATAN', -- where it is handed over
    diajukan timestamptz not null,
    selesai timestamptz,
    keterangan text -- whatever clerks tell each other: never to be published
);
create index permohonan_status on permohonan (status);

insert into status values
    (1, 'DIAJUKAN'), (2, 'VERIFIKASI'), (3, 'CETAK'), (4, 'SELESAI'), (5, 'DIAMBIL'), (6, 'DITOLAK');
insert into layanan values
    ('KTP', 'KTP-el'), ('KK', 'Kartu Keluarga'), ('KIA', 'KIA'), ('LHR', 'Akta Kelahiran'),
    ('MTI', 'Akta Kematian'), ('KWN', 'Akta Perkawinan'), ('PDH', 'SKPWNI');
