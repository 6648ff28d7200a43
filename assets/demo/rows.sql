-- :rows applications for config/postgresql/schema.sql, of which :done in a hundred are finished. Everything
-- is made up, and the same each time.
--
--     psql -v rows=100000 -v done=100 -v now='2026-11-23 09:00+07' -f rows.sql simpel
--
-- The latest of them is of three days before `now`, and was finished at that time; the others before.

insert into kecamatan
select '32.73.' || to_char(n, 'FM00'), nama
from unnest(array['Sukasari', 'Coblong', 'Babakan Ciparay', 'Bojongloa Kaler', 'Andir', 'Cicendo', 'Sukajadi',
    'Cidadap', 'Bandung Wetan', 'Astana Anyar', 'Regol', 'Batununggal', 'Lengkong', 'Cibeunying Kidul',
    'Bandung Kulon', 'Kiaracondong', 'Bojongloa Kidul', 'Cibeunying Kaler', 'Sumur Bandung', 'Antapani',
    'Bandung Kidul', 'Buahbatu', 'Rancasari', 'Arcamanik', 'Cibiru', 'Ujungberung', 'Gedebage',
    'Panyileukan', 'Cinambo', 'Mandalajati']) with ordinality as k (nama, n);

insert into kelurahan
select k.kode || '.' || 1000 + n, k.kode, k.nama || ' ' || arah
from kecamatan k, unnest(array['Kaler', 'Kidul', 'Kulon', 'Wetan', 'Tengah']) with ordinality as a (arah, n);

-- Thirty first names and thirty more, by two strides that meet only after 900; every 17th has one name.
insert into penduduk
select '32730' || to_char(i, 'FM00000000000'),
       awal[1 + i % 30] || case when i % 17 = 0 then '' else ' ' || akhir[1 + (i / 30 + i) % 30] end,
       date '1950-01-01' + (i * 37 % 20000)::int,
       (array(select kode from kelurahan order by kode))[1 + i % 150],
       i % 500 = 499
from generate_series(1::bigint, :rows) as i,
     (select array['Budi', 'Siti', 'Agus', 'Dewi', 'Asep', 'Euis', 'Cecep', 'Neneng', 'Dadang', 'Wulan', 'Ujang',
         'Rina', 'I Made', 'Ni Luh', 'Yohanes', 'Maria', 'Muhammad', 'Fatimah', 'Hendra', 'Lestari', 'Joko',
         'Sri', 'Bambang', 'Endang', 'Rizky', 'Putri', 'Tatang', 'Imas', 'Slamet', 'Kartini'] as awal,
         array['Santoso', 'Aminah', 'Hidayat', 'Lestari', 'Permana', 'Rohaeti', 'Suryadi', 'Wulandari',
         'Nugraha', 'Kusumawati', 'Setiawan', 'Handayani', 'Adnyana', 'Ayu Pertiwi', 'Simanjuntak',
         'Nur''aini', 'Al-Farisi', 'Rahmawati', 'Wijaya', 'Anggraeni', 'Prasetyo', 'Mulyani', 'Gunawan',
         'Sulastri', 'Ramadhan', 'Maharani', 'Sopandi', 'Komalasari', 'Riyadi', 'D''Costa'] as akhir) as nama;

insert into permohonan (nomor, nik, layanan, status, tempat, diajukan, selesai, keterangan)
select 'REG/2026/' || to_char(i, 'FM000000'),
       '32730' || to_char(i, 'FM00000000000'),
       (array['KTP', 'KTP', 'KTP', 'KK', 'KK', 'KIA', 'LHR', 'MTI', 'KWN', 'PDH'])[1 + i % 10],
       case when i * 37 % 100 < :done then 4 else (array[1, 2, 3, 5])[1 + i % 4] end,
       case when i % 3 = 0 then 'MPP' else 'KECAMATAN' end,
       timestamptz :'now' - i % 9000 * interval '10 min' - interval '3 days',
       case when i * 37 % 100 < :done then timestamptz :'now' - i % 9000 * interval '10 min' end,
       'dicatat petugas ' || i % 20
from generate_series(1::bigint, :rows) as i;

analyze;
