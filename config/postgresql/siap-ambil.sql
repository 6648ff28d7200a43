-- What an office gives siapambil-publish: one view with what may leave the database, and a role that can
-- read that view and nothing else. Run once, as the tables' owner, with psql:
--
--     psql -v password="$(openssl rand -base64 24)" -f siap-ambil.sql simpel
--
-- The password then goes into ~/.pgpass of the user that siapambil-publish runs as, or the file that
-- PGPASSFILE names (chmod 600): HOST:PORT:simpel:siapambil:PASSWORD. It stands in no other file.

\if :{?password}
\else
    \echo 'siap-ambil.sql: -v password=… is missing'
    \quit
\endif

-- Finished and not picked up yet; no NIK, no day of birth, no remark. A column is named here once, and
-- then again in [map] of siapambil.ini.
create view siap_ambil as
select p.id,
       p.nomor,
       o.nama,
       o.dirahasiakan,
       l.nama as layanan,
       s.nama as status,
       p.selesai,
       c.kode as kecamatan,
       d.nama as kelurahan,
       p.tempat
from permohonan p
join penduduk o using (nik)
join layanan l on l.kode = p.layanan
join status s on s.kode = p.status
join kelurahan d on d.kode = o.kelurahan
join kecamatan c on c.kode = d.kecamatan
where s.nama = 'SELESAI';

-- The role may not write, not keep the server busy, and not hold many connections, whatever it is told.
create role siapambil login password :'password' connection limit 4;
alter role siapambil set default_transaction_read_only = on;
alter role siapambil set statement_timeout = '60s';
grant select on siap_ambil to siapambil;

-- Tells who listens ([source] notify = siap_ambil) that the list has changed. No row goes with it, and
-- however many rows one transaction changes, it tells once.
create function siap_ambil_berubah() returns trigger language plpgsql as $$
begin
    perform pg_notify('siap_ambil', '');
    return null;
end
$$;
create trigger siap_ambil_baru after insert or delete on permohonan
    for each statement execute function siap_ambil_berubah();
create trigger siap_ambil_status after update on permohonan
    for each row when (old.status is distinct from new.status)
    execute function siap_ambil_berubah();
