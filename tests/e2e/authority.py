"""A certificate authority, made by the openssl command: what tests of TLS stand on."""

import subprocess

FUTURE = ("20200101000000Z", "20990101000000Z")
PAST = ("20200101000000Z", "20210101000000Z")
LATER = ("20900101000000Z", "20990101000000Z")


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "index.txt").write_text("")
        (folder / "index.txt.attr").write_text("unique_subject = no\n")
        (folder / "serial").write_text("01\n")
        (folder / "ca.cnf").write_text(
            f"""
            [ca]
            default_ca = this
            [this]
            dir = {folder}
            database = {folder}/index.txt
            serial = {folder}/serial
            new_certs_dir = {folder}
            certificate = {folder}/ca.pem
            private_key = {folder}/ca.key
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """
        )
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
                      "-subj", "/CN=Test authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")

    @property
    def file(self):
        return self.folder / "ca.pem"

    def issue(self, name="IP:127.0.0.1", dates=FUTURE):
        """A certificate for `name`, with its key, in one file."""
        base = self.folder / f"server-{len(list(self.folder.iterdir()))}"
        base.with_suffix(".ext").write_text(f"subjectAltName = {name}\n")
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                      "-subj", "/CN=server", "-keyout", base.with_suffix(".key"), "-out", base.with_suffix(".csr"))
        self._openssl("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", base.with_suffix(".csr"),
                      "-startdate", dates[0], "-enddate", dates[1], "-extfile", base.with_suffix(".ext"),
                      "-out", base.with_suffix(".crt"))
        pem = base.with_suffix(".pem")
        pem.write_text(base.with_suffix(".crt").read_text() + base.with_suffix(".key").read_text())
        return pem

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
